import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import esbuild from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseChangesFile, parseReleaseManifest } from '@seatrial/model';
import type { ChangesFile, PlannedFunction, ProbePlan } from '@seatrial/model';
import { startServer } from '@seatrial/server';
import { createBatch, createSpan } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'packages/cli/bin/seatrial.js');
const probes = `file://${join(root, 'test/fixtures/functions/registry.mjs')}`;

let folder: string;
let repo: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-build-plan-'));
  repo = join(folder, 'repo');
  mkdirSync(repo);
  git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  const person = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...person, ...args], { cwd: repo, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
}

/** A commit with a tag; gives its hash. */
function commit(tag: string, files: Readonly<Record<string, string | Buffer>>): string {
  write(files);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', tag);
  git('tag', tag);
  return git('rev-parse', 'HEAD');
}

function build(...args: readonly string[]): Promise<Outcome> {
  return runNode([bin, 'build', ...args], { cwd: repo, env: { SEATRIAL_STATE_DIR: join(folder, 'state') } });
}

function readPlan(path = 'seatrial.release.json'): ProbePlan {
  const { plan } = parseReleaseManifest(readFileSync(join(repo, path), 'utf8'));
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
}

function readChanges(path = 'seatrial.changes.json'): ChangesFile {
  return parseChangesFile(readFileSync(join(repo, path), 'utf8'));
}

const named = (functions: readonly PlannedFunction[]): readonly (readonly unknown[])[] =>
  functions.map(({ name, probe, changed, unverifiable }) => [
    name,
    probe,
    changed,
    ...((unverifiable ?? '') ? [unverifiable] : []),
  ]);

const service = { 'package.json': '{ "name": "orders", "version": "1.0.0", "private": true, "type": "module" }' };
const sum = (by: number): string =>
  `export function total(list) {\n  return list.length * ${by};\n}\nexport const same = () => 1;\n`;

describe('seatrial build --from', () => {
  it('says what changed, in a file that ships and names nobody, and who did it in one that does not', async () => {
    commit('v1', { ...service, 'src/sum.js': sum(1), CODEOWNERS: '* @all\nsrc/ @money # a note\n' });
    const head = commit('v2', { 'src/sum.js': sum(2) });
    const outcome = await build('--from', 'v1', '--all');
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain(
      'Changed since v1: 1 function, of which 1 can be watched in 1 file; 1 other counted.',
    );
    expect(named(readPlan().functions)).toEqual([
      ['total', 'full', true],
      ['same', 'count', false],
    ]);
    expect(readFileSync(join(repo, 'seatrial.release.json'), 'utf8')).not.toMatch(/Ann|ann@/);
    expect(statSync(join(repo, 'seatrial.release.json')).mode & 0o022).toBe(0);
    const { functions, to, release } = readChanges();
    expect([to.commit, release.service]).toEqual([head, 'orders']);
    expect(functions).toMatchObject([
      {
        name: 'total',
        change: 'modified',
        authors: [{ name: 'Ann', email: 'ann@example.com', share: 1 }],
        owners: ['@money'],
        source: 'function total(list) {\n  return list.length * 2;\n}',
        formerSource: 'function total(list) {\n  return list.length * 1;\n}',
      },
    ]);
  });

  it('compares with the release that the store last saw in the same ring, else with the tag before', async () => {
    const first = commit('v1', { ...service, 'sum.js': sum(1) });
    const second = commit('v2', { 'sum.js': sum(2) });
    commit('v3', { 'sum.js': sum(3) });
    const tag = await build('--from');
    expect(tag.stderr).toContain(`Compared with v2 (${second.slice(0, 9)}), the tag before.`);

    const state = join(folder, 'state');
    const store = await createDuckDbStore({ path: join(state, 'seatrial.duckdb') });
    const server = await startServer({
      store,
      version: 'test',
      otlpPort: 0,
      grpcPort: 0,
      apiPort: 0,
      stateDirectory: state,
    });
    try {
      const toSpan = (ring: string, version: string, hash: string): ReturnType<typeof createSpan> =>
        createSpan({ service: 'orders', version, ring, resource: { 'vcs.ref.head.revision': hash } });
      await store.ingest(createBatch({ spans: [toSpan('stable', '1.0.0', first), toSpan('canary', '2.0.0', second)] }));
      const env = { SEATRIAL_STATE_DIR: state, SEATRIAL_RING: 'stable' };
      const seen = await runNode([bin, 'build', '--from'], { cwd: repo, env });
      expect(seen.stderr).toContain(
        `Compared with 1.0.0 in ring stable (${first.slice(0, 9)}), the release that was last seen.`,
      );
    } finally {
      await server.close();
      await store.close();
    }
  });

  it('keeps to the service in a repository of several, and to --max', async () => {
    const three = (by: number): string =>
      ['a', 'b', 'c'].map((name) => `export const ${name} = () => ${by};\n`).join('');
    commit('v1', {
      'orders/package.json': service['package.json'],
      'orders/three.js': three(1),
      'mail/send.js': sum(1),
    });
    commit('v2', { 'orders/three.js': three(2), 'mail/send.js': sum(2) });
    const outcome = await build('orders', '--from', 'v1', '--max', '2');
    expect(named(readPlan('orders/seatrial.release.json').functions).map(([, kind]) => kind)).toEqual([
      'full',
      'full',
      'count',
    ]);
    expect(outcome.stderr).toContain('1 changed function over --max');
    expect(outcome.stderr).toContain('1 changed function of the repository lies outside of this service');
    expect(readChanges('orders/seatrial.changes.json').functions.map(({ file }) => file)).not.toContain('mail/send.js');
  });

  it('tells nothing of a file that is not as it was committed', async () => {
    commit('v1', { ...service, 'sum.js': sum(1) });
    commit('v2', { 'sum.js': sum(2) });
    write({ 'sum.js': sum(3) });
    const outcome = await build('--from', 'v1');
    expect(named(readPlan().functions)).toEqual([['total', 'full', true, 'its text is not that of the commit']]);
    expect(readChanges().unverifiable).toEqual({
      [readPlan().functions[0]?.id ?? '']: 'its text is not that of the commit',
    });
    expect(outcome.stderr).toContain('tracked files differ from the commit');
  });
});

describe('what cannot be compared', () => {
  it.each<[string, readonly string[], number, string]>([
    ['an unknown commit', ['--from', 'v9'], 69, 'There is no commit "v9"'],
    ['no tag', ['--from'], 69, 'No tag was found before "HEAD"'],
    ['a folder without a build', ['--from', 'HEAD', '--dist', 'dist'], 69, 'Build first.'],
    ['a build elsewhere', ['--from', 'HEAD', '--dist', '..'], 64, 'lies outside of'],
    ['--write without a build', ['--from', 'HEAD', '--write'], 64, '--write rewrites built output'],
    ['a number that is none', ['--from', 'HEAD', '--max', 'many'], 64, '--max is "many"'],
    ['no server to upload to', ['--from', 'HEAD', '--upload'], 69, 'none runs on this machine'],
  ])('%s is said in a line', async (_what, args, code, words) => {
    write(service);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'one');
    const outcome = await build(...args);
    expect(outcome.stderr).toContain(words);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
  });

  it('no repository is said in a line', async () => {
    rmSync(join(repo, '.git'), { recursive: true });
    write(service);
    const outcome = await build('--from', 'v1');
    expect([outcome.code, outcome.stderr]).toEqual([69, expect.stringContaining('not a git repository')]);
  });

  it('files that do not parse, are no text, or are links are named and left out', async () => {
    const binary = Buffer.from([0, 1, 2, 255, 254, 10, 0, 7]);
    commit('v1', {
      ...service,
      'sum.js': sum(1),
      'broken.js': 'export function a() { return 1; }',
      'image.js': binary,
    });
    symlinkSync('/etc/hostname', join(repo, 'link.js'));
    commit('v2', {
      'sum.js': sum(2),
      'broken.js': 'export function a( {',
      'image.js': Buffer.concat([binary, binary]),
    });
    const outcome = await build('--from', 'v1', '--all');
    expect(outcome.code).toBe(0);
    expect(named(readPlan().functions)).toEqual([
      ['total', 'full', true],
      ['same', 'count', false],
    ]);
    expect(outcome.stderr).toMatch(/Note: broken\.js is left out: line 1: /);
    expect(outcome.stderr).not.toContain('link.js');
  });
});

describe('a build of one line', () => {
  const text = `export function outer(value: number): number {
  const inner = (each: number): number => check(each) + 1;
  return [value].map(inner)[0] ?? 0;
}
class Checker {
  check(value: number): number {
    if (value > 1) throw new RangeError(\`\${value} is too large\`);
    return value;
  }
}
function check(value: number): number {
  return new Checker().check(value);
}
console.log(outer(1));
console.log(outer(2));
`;

  it.each([[[]], [['--write']]])('keeps its mapped stack frames, line and column: %j', async (more) => {
    commit('v1', { ...service, 'src/app.ts': text.replaceAll('value', 'given').replaceAll('+ 1', '+ 0') });
    commit('v2', { 'src/app.ts': text });
    const out = join(repo, 'dist/app.js');
    const esbuildOptions = { bundle: true, minify: true, sourcemap: true, format: 'esm', platform: 'node' } as const;
    await esbuild.build({ entryPoints: [join(repo, 'src/app.ts')], outfile: out, ...esbuildOptions });
    const plain = await runNode(['--enable-source-maps', 'dist/app.js'], { cwd: repo });
    const outcome = await build('--from', 'v1', '--dist', 'dist', ...more);
    expect(outcome.stderr).toContain('of which');
    const [file] = readPlan().files;
    if (more.length === 0) {
      const counted = readFileSync(out, 'utf8');
      expect(file?.map).toBeDefined();
      writeFileSync(out, toEdited(counted, file?.edits ?? [], file?.map ?? ''));
    } else expect([file?.edits, file?.map]).toEqual([[], undefined]);
    const counts = join(folder, 'counts.json');
    const probed = await runNode(['--enable-source-maps', '--import', probes, 'dist/app.js'], {
      cwd: repo,
      env: { COUNTS_FILE: counts },
    });
    const toFrames = ({ stderr }: Outcome): string => stderr.slice(stderr.indexOf('RangeError: 2'));
    expect(toFrames(plain)).toMatch(/src\/app\.ts:7:26\)/);
    expect(toFrames(probed)).toBe(toFrames(plain));
    const { calls } = JSON.parse(readFileSync(counts, 'utf8')) as { readonly calls: readonly number[] };
    const rows = readPlan().functions.map(({ name, unverifiable }, index) => [name, unverifiable ?? calls[index]]);
    expect(Object.fromEntries(rows)).toMatchObject({ outer: 2, 'outer/inner': 2, 'Checker.check': 2, check: 2 });
  });
});

/** As the loader does it. */
function toEdited(text: string, edits: ProbePlan['files'][number]['edits'], map: string): string {
  let result = text;
  for (const [offset, inserted] of edits.toReversed())
    result = result.slice(0, offset) + inserted + result.slice(offset);
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  return result.replace(/\/\/# sourceMappingURL=.*/, `//# sourceMappingURL=${url}`);
}
