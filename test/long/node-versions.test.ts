import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import { formatEvidence, gather } from '@seatrial/trial';
import type { Design } from '@seatrial/trial';
import { identity } from '../fixtures/identity.ts';
import { writeHandPlan } from '../process/hand-plan.ts';
import { cells, countByName, toExpectedSpans } from '../process/matrix-cells.ts';
import { startPostgres, whyNoPostgres } from '../process/postgres.ts';
import type { Postgres } from '../process/postgres.ts';
import { runNode } from '../process/run-node.ts';
import { createOtlpSink } from '../sink/otlp-sink.ts';
import { openScene } from '../verify-scenes.ts';
import type { Side } from '../verify-scenes.ts';

const fixtures = join(import.meta.dirname, '../fixtures/matrix');
const full = ['22.22.3', '22.23.3', '24.11.1', '26.10.0'];
/** Below the releases in which synchronous module hooks became safe. */
const old = ['22.15.0', '22.21.1', '24.11.0'];
const platform = `${process.platform}-${process.arch}`;
const skipped =
  platform === 'linux-x64' ? undefined : `the registry has Node.js itself for linux-x64, this is ${platform}`;
if (skipped !== undefined) console.log(`node-versions: skipped; ${skipped}`);
const withoutPg = whyNoPostgres();
if (withoutPg !== undefined) console.log(`node-versions: pg is skipped; ${withoutPg}`);

let folder: string;
let postgres: Postgres | undefined;

beforeAll(async () => {
  if (skipped !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'seatrial-node-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const outside = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const versions = [...full, ...old].map((version) => `node-${version}@npm:node-${platform}@${version}`);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', ...versions], {
    cwd: folder,
    env: Object.fromEntries(outside),
  });
  if (withoutPg === undefined) postgres = await startPostgres();
});

afterAll(async () => {
  if (skipped !== undefined) return;
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(skipped !== undefined)('the matrix on other versions of Node.js', () => {
  describe.each(full)('%s keeps the full promise', (version) => {
    it.each(cells)('%s', async (_name, args) => {
      const { outcome, spans } = await run(version, args);
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(spans).toEqual(toExpectedSpans({ pg: withoutPg === undefined }));
    });
  });

  describe.each(old)('%s says what it cannot, and does the rest', (version) => {
    it.each(cells)('%s', async (_name, args) => {
      const { outcome, spans } = await run(version, args);
      expect(outcome.code).toBe(0);
      expect(outcome.stderr).toMatch(
        /^seatrial: Node\.js v[\d.]+ has no safe synchronous module hooks: .*#old-node\]\n$/,
      );
      // CommonJS packages, which all of these are.
      expect(spans).toEqual(toExpectedSpans({ pg: withoutPg === undefined }));
    });
  });
});

describe.skipIf(skipped !== undefined)('changed functions', () => {
  it.each([...full, ...old])('are counted by Node.js %s, in ES modules where it has safe hooks', async (version) => {
    const app = join(folder, `probes-${version}`);
    cpSync(join(import.meta.dirname, '../fixtures/probes'), app, { recursive: true });
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(app, 'node_modules'));
    // TypeScript is nothing that all of them run.
    const shop = readFileSync(join(app, 'shop.js'), 'utf8').replace(/import.*tax.ts.*/, 'const tax = (n) => n * 0.19;');
    writeFileSync(join(app, 'shop.js'), shop);
    writeHandPlan(app, ['prices.js', 'legacy.cjs', 'unused.js']);
    const sink = await createOtlpSink();
    const outcome = await runNode(['--import', '@seatrial/register/auto', 'shop.js'], {
      cwd: app,
      env: { ...sink.env },
      execPath: join(folder, 'node_modules', `node-${version}`, 'bin/node'),
    });
    await sink.close();
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('1.90') });
    const told = sink.metrics().flatMap((point) => {
      const name = String(point.attributes['code.function.name']);
      if (point.metric.name === 'seatrial.function.unverifiable') return [`${name} ?`];
      return point.metric.name === 'seatrial.function.calls' && point.type === 'sum' ? [`${name} ${point.value}`] : [];
    });
    const modules = ['total', 'priceOf', 'reserve', 'refund', 'format', 'unused'];
    if (full.includes(version))
      expect(told).toEqual(['total 7', 'priceOf 12', 'reserve 1', 'refund 0', 'format 1', 'round 1', 'unused 0']);
    else expect(told.toSorted()).toEqual(['round 1', ...modules.map((name) => `${name} ?`)].toSorted());
    if (!full.includes(version)) expect(outcome.stderr).toMatch(/#functions/);
  });
});

describe.skipIf(skipped !== undefined)('a verdict', () => {
  const week = 7 * 1440;
  const scenes: Readonly<Partial<Record<Design, readonly Side[]>>> = {
    concurrent: [
      { perMinute: 200, to: 40, errorRate: 0.01 },
      { version: '1.4.2', ring: 'canary', perMinute: 60, from: 20, to: 40, errorRate: 0.02, medianMs: 21 },
    ],
    'before-after': [
      { perMinute: 100, from: 20 - week, to: 40 - week, errorRate: 0.01 },
      { perMinute: 100, to: 20, errorRate: 0.01 },
      { version: '1.4.2', perMinute: 100, from: 20, to: 40, errorRate: 0.02, error: 'no end date' },
    ],
    none: [{ perMinute: 10, to: 20 }],
  };

  it.each(full)('is had again from its file by Node.js %s, byte by byte', async (version) => {
    const evidence = join(folder, 'evidence.json');
    const execPath = join(folder, 'node_modules', `node-${version}`, 'bin/node');
    const seatrial = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');
    for (const [design, sides] of Object.entries(scenes)) {
      const store = await openScene(':memory:', sides);
      const gathered = await gather(store, { service: 'checkout', baseline: parseSelector('release=1.4.1') });
      expect(gathered.design).toBe(design);
      writeFileSync(evidence, formatEvidence(gathered));
      await store.close();
      const args = [seatrial, 'verify', '--replay', evidence, '--json'];
      const here = await runNode(args);
      expect(JSON.parse(here.stdout)).toMatchObject({ schema: 1, service: 'checkout', design });
      expect(await runNode(args, { execPath })).toEqual(here);
    }
  });
});

async function run(version: string, args: readonly string[]) {
  const sink = await createOtlpSink();
  const outcome = await runNode(args, {
    cwd: fixtures,
    env: { ...sink.env, ...postgres?.env, ...identity },
    execPath: join(folder, 'node_modules', `node-${version}`, 'bin/node'),
  });
  await sink.close();
  return { outcome, spans: countByName(sink.spans()) };
}
