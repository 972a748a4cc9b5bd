import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runNode } from '../process/run-node.ts';
import { notInstalled } from './installed.ts';

const root = join(import.meta.dirname, '../..');
const apps = join(import.meta.dirname, 'apps');
const tsx = join(import.meta.dirname, 'node_modules/tsx/dist/esm/index.mjs');
const isComplete = process.env['SEATRIAL_TESTS_COMPLETE'] !== undefined;

function lineOf(app: string, part: string): number {
  return (
    readFileSync(join(apps, app), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(part)) + 1
  );
}

describe('Node.js with its own type stripping', () => {
  it('traced(fn), with the line of the source', async () => {
    const { stdout, stderr, code } = await runNode([join(apps, 'plain.ts')]);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toBe(`pay ${join(apps, 'plain.ts')} ${lineOf('plain.ts', 'function pay')}\n`);
  });

  it('node:test shows what was made where a tree does not hold', async () => {
    const { stdout, code } = await runNode(['--test', join(apps, 'node-test.ts')]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✔ holds/);
    expect(stdout).toMatch(/"pay" is missing/);
  });

  it('a rejection that nobody handles ends the process, as it would', async () => {
    const { stderr, code } = await runNode([join(apps, 'unhandled.ts')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: nobody handles this/);
  });

  it('one that is handled does not', async () => {
    expect(await runNode([join(apps, 'handled.ts')])).toMatchObject({ code: 0, stdout: 'quiet\n', stderr: '' });
  });
});

const isTsxMissing = !existsSync(tsx) && !isComplete;

describe.skipIf(isTsxMissing)(isTsxMissing ? `tsx (${notInstalled})` : 'tsx', () => {
  it('compiles standard decorators, and the line is the source’s', async () => {
    const { stdout, stderr, code } = await runNode(['--import', tsx, join(apps, 'decorated.ts')]);
    expect([stderr, code]).toEqual(['', 0]);
    const file = join(apps, 'decorated.ts');
    expect(stdout).toBe(
      `Shop.checkout ${file} ${lineOf('decorated.ts', 'async checkout')}\nShop.pay ${file} ${lineOf('decorated.ts', 'static pay')}\n`,
    );
  });
});

describe('vitest', () => {
  let project: string;

  beforeAll(() => {
    project = realpathSync(mkdtempSync(join(tmpdir(), 'seatrial-traced-')));
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    copyFileSync(join(apps, 'decorated.ts'), join(project, 'decorated.ts'));
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    writeFileSync(join(project, 'tsconfig.json'), '{"compilerOptions":{"experimentalDecorators":true}}');
    writeFileSync(join(project, 'vitest.config.js'), 'export default { test: { include: ["*.test.ts"] } };');
    writeFileSync(
      join(project, 'shop.test.ts'),
      `import { test } from 'vitest';\ntest('the file asserts its spans', async () => { await import('./decorated.ts'); });\n`,
    );
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('compiles legacy decorators, and the line is the source’s', async () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const { stdout, stderr } = await runNode([vitest, 'run', '--root', project], { cwd: project });
    expect(stderr).toBe('');
    expect(stdout).toContain('1 passed');
    expect(stdout).toContain(
      `Shop.checkout ${join(project, 'decorated.ts')} ${lineOf('decorated.ts', 'async checkout')}`,
    );
    expect(stdout).toContain(`Shop.pay ${join(project, 'decorated.ts')} ${lineOf('decorated.ts', 'static pay')}`);
  });
});
