import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runNode } from '../process/run-node.ts';

const demo = join(import.meta.dirname, '../../examples/shop/demo.ts');

it('the demo shows both releases, the canary worse, its failures, a waterfall and which changed functions ran, one verdict REGRESSED and one by its ceiling; it ends with 0 and leaves nothing', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('seatrial-demo-'));
  const outcome = await runNode([demo], { env: { DEMO_SECONDS: '14', COLUMNS: '110' }, timeoutMs: 110_000 });
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const row = (ring: string): readonly string[] =>
    /^checkout .*$/m
      .exec(
        outcome.stdout
          .split('\n')
          .filter((line) => line.includes(ring) && line.startsWith('checkout'))
          .join('\n'),
      )?.[0]
      .split(/ {2,}/) ?? [];
  expect(row('stable')[1]).toMatch(/^1\.4\.1/);
  expect(row('canary')[1]).toMatch(/^1\.4\.2/);
  const errors = (ring: string): number =>
    Number(
      row(ring)
        .find((cell) => cell.endsWith('%'))
        ?.replace(' %', ''),
    );
  expect(errors('stable')).toBe(0);
  expect(errors('canary')).toBeGreaterThan(5);
  expect(outcome.stdout).toMatch(/^checkout +1\.4\.1\S* +stable +on +/m);
  expect(outcome.stdout).toMatch(/^checkout +1\.4\.1\S* +stable +off +/m);
  expect(outcome.stdout).toContain('ERROR TypeError: Cannot');
  expect(outcome.stdout).toMatch(/price wrapping .*█{3}/);
  expect(outcome.stdout).toContain('12 of 20 changed functions have run; not run: ');
  expect(outcome.stdout).toMatch(/^NOT LOADED +exports\.exportStatement /m);
  expect(outcome.stdout).toMatch(/^ran +applyCoupon .*TypeError/m);
  expect(outcome.stdout).toContain('REGRESSED  checkout 1.4.2');
  expect(outcome.stdout).toContain('New: TypeError at applyCoupon (coupons.js)');
  // No failure in so many looks is below the ceiling on any machine; how fast two processes are is not.
  expect(outcome.stdout).toMatch(
    /^(OK|UNDECIDED|REGRESSED) {2}inventory 0\.9\.4 \(canary\) against 0\.9\.3 \(stable\)$/m,
  );
  expect(outcome.stdout.slice(outcome.stdout.indexOf('may inventory'))).toMatch(/^errors +OK /m);
  expect(outcome.stdout).toContain('npx seatrial run -- node app.js');
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('seatrial-demo-'))).toEqual(before);
  // The receiver's process is named in no state file any more, since the folder is gone.
  expect(before.every((name) => existsSync(join(tmpdir(), name)))).toBe(true);
});
