import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as viteBuild } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseChangesFile, parseReleaseManifest } from '@seatrial/model';
import type { ProbePlan } from '@seatrial/model';
import { seatrial } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const registry = join(root, 'test/fixtures/functions/registry.mjs');

let folder: string;
let repo: string;

const before: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "parcels", "version": "2.1.0", "type": "module" }\n',
  'src/app.js': `import { total } from './prices.js';
import { label } from './labels.js';
for (let index = 0; index < 3; index += 1) console.log(label(total([index, 2])));
`,
  'src/prices.js': `export function total(list) {
  return list.map((each) => each * 2).reduce((a, b) => a + b, 0);
}
export const refund = (price) => {
  return -price;
};
`,
  'src/labels.js': `export const label = (price) => \`\${price} EUR\`;\n`,
  'src/unused.js': `export function never() {\n  return 1;\n}\n`,
  '../other/service.js': `export function elsewhere() {\n  return 1;\n}\n`,
};

const after: Readonly<Record<string, string>> = {
  'src/prices.js': `export function total(list) {
  return list.map((each) => each * 3).reduce((a, b) => a + b, 1);
}
export const refund = (price) => {
  return -price + 1;
};
`,
  'src/unused.js': `export function never() {\n  return 2;\n}\n`,
  '../other/service.js': `export function elsewhere() {\n  return 2;\n}\n`,
};

function commit(files: Readonly<Record<string, string>>, tag: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, 'parcels', path)), { recursive: true });
    writeFileSync(join(repo, 'parcels', path), text);
  }
  const person = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgSign=false'];
  for (const args of [
    ['add', '--all'],
    ['commit', '--quiet', '--message', tag],
    ['tag', tag],
  ])
    execFileSync('git', [...person, ...args], { cwd: repo, stdio: 'pipe' });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-unplugin-'));
  repo = join(folder, 'repo');
  mkdirSync(repo);
  execFileSync('git', ['init', '--quiet'], { cwd: repo });
  commit(before, 'v2.0.0');
  commit(after, 'v2.1.0');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let dist: string;
let service: string;
let entry: string;

beforeEach(() => {
  dist = mkdtempSync(join(folder, 'dist-'));
  service = join(repo, 'parcels');
  entry = join(service, 'src/app.js');
});

function plan(): ProbePlan | undefined {
  return parseReleaseManifest(readFileSync(join(dist, 'seatrial.release.json'), 'utf8')).plan;
}

function run(...args: readonly string[]): string {
  const env = { ...process.env, COUNTS_FILE: join(dist, 'counts.json') };
  return execFileSync(process.execPath, [...args, join(dist, 'app.js')], { cwd: dist, env, encoding: 'utf8' });
}

const options = { from: 'v2.0.0' };

describe('a bundle watches what changed', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'esbuild',
      () =>
        esbuild.build({
          entryPoints: [entry],
          outfile: join(dist, 'app.js'),
          bundle: true,
          minify: true,
          format: 'esm',
          plugins: [seatrial.esbuild({ ...options, folder: service })],
        }),
    ],
    [
      'rollup',
      async () => {
        const bundle = await rollup({ input: entry, plugins: [seatrial.rollup({ ...options, folder: service })] });
        await bundle.write({ dir: dist, entryFileNames: 'app.js', sourcemap: true });
      },
    ],
    [
      'rolldown',
      async () => {
        const bundle = await rolldown({ input: entry, plugins: [seatrial.rolldown({ ...options, folder: service })] });
        await bundle.write({ file: join(dist, 'app.js'), minify: true, sourcemap: true });
      },
    ],
    [
      'vite',
      () =>
        viteBuild({
          configFile: false,
          logLevel: 'silent',
          root: service,
          plugins: [seatrial.vite({ ...options, folder: service })],
          build: {
            ssr: entry,
            outDir: dist,
            emptyOutDir: true,
            rolldownOptions: { output: { entryFileNames: 'app.js' } },
          },
        }),
    ],
  ])('made by %s', async (_name, build) => {
    await build();
    writeFileSync(join(dist, 'package.json'), '{ "type": "module" }');
    expect(run()).toBe('7 EUR\n10 EUR\n13 EUR\n');
    expect(run('--import', registry)).toBe('7 EUR\n10 EUR\n13 EUR\n');

    const planned = plan();
    const { calls } = JSON.parse(readFileSync(join(dist, 'counts.json'), 'utf8')) as {
      readonly calls: readonly number[];
    };
    const rows = (planned?.functions ?? []).map(({ name, changed, unverifiable }, index) => [
      name,
      changed,
      unverifiable ?? calls[index],
    ]);
    expect(Object.fromEntries(rows.map(([name, ...rest]) => [name, rest]))).toEqual({
      total: [true, 3],
      'total/list.map()': [true, 6],
      refund: [true, 'the bundle does not hold it'],
      never: [true, 'the bundle does not hold it'],
      // What another service of the repository changed.
      elsewhere: [false, 'the bundle does not hold it'],
    });
    const changes = parseChangesFile(readFileSync(join(dist, 'seatrial.changes.json'), 'utf8'));
    expect(changes.functions.filter(({ kind }) => kind !== 'module').map(({ name }) => name)).toEqual([
      'total',
      'total/list.map()',
      'refund',
      'never',
    ]);
    expect(changes.release).toMatchObject({ service: 'parcels', version: expect.stringMatching(/^2\.1\.0-g/) });
  });

  it('says who it is where no file came along', async () => {
    const plugins = [seatrial.esbuild({ ...options, folder: service })];
    await esbuild.build({ entryPoints: [entry], outfile: join(dist, 'app.mjs'), bundle: true, format: 'esm', plugins });
    const program = `
      await import(${JSON.stringify(`file://${join(dist, 'app.mjs')}`)});
      const { detectRelease } = await import('@seatrial/release');
      const { release, sources } = detectRelease({ env: {}, cwd: '/', entry: '/nothing.js' });
      console.log(JSON.stringify([release.service, release.commit, sources.version, sources.commit]));`;
    const args = ['-C', '@seatrial/source', '--input-type=module', '--eval', program];
    const output = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repo, encoding: 'utf8' }).trim();
    expect(JSON.parse(output.trim().split('\n').at(-1) ?? '')).toEqual(['parcels', head, 'the bundle', 'the bundle']);
  });

  it('is built without a repository, too, and not watched', async () => {
    const bare = mkdtempSync(join(folder, 'bare-'));
    for (const [path, text] of Object.entries(before)) {
      if (path.startsWith('..')) continue;
      mkdirSync(dirname(join(bare, path)), { recursive: true });
      writeFileSync(join(bare, path), text);
    }
    const bundle = await rollup({ input: join(bare, 'src/app.js'), plugins: [seatrial.rollup({ folder: bare })] });
    await bundle.write({ dir: dist, entryFileNames: 'app.js' });
    expect(plan()).toBeUndefined();
    writeFileSync(join(dist, 'package.json'), '{ "type": "module" }');
    expect(run()).toBe('4 EUR\n6 EUR\n8 EUR\n');
  });
});
