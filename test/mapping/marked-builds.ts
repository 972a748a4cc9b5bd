import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping';
import swc from '@swc/core';
import esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import { rollup } from 'rollup';
import { build as viteBuild } from 'vite';
import { createInnermost } from '../../packages/changes/src/map/innermost.ts';
import { matchGenerated, toKey } from '../../packages/changes/src/map/match-generated.ts';
import { countVotes } from '../../packages/changes/src/map/votes.ts';
import { applyEdits } from '../../packages/changes/src/plan/insert.ts';
import { toProbeFile } from '../../packages/changes/src/plan/probe-site.ts';
import type { ProbeFile } from '../../packages/changes/src/plan/probe-site.ts';

const root = join(import.meta.dirname, '../..');
const external = (id: string): boolean => !/^[./]/.test(id);

/** Sources with a mark in each of their functions, `globalThis.__m(17)`, so that whatever comes out tells what it was. */
interface Marked {
  readonly folder: string;
  readonly entry: string;
  /** Numbers of marks by file and place of the function. */
  readonly marks: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

function mark(folder: string, from: string, entry: string, patterns: readonly string[]): Marked {
  const to = mkdtempSync(join(folder, 'src-'));
  const marks = new Map<string, ReadonlyMap<number, number>>();
  let next = 0;
  for (const file of globSync([...patterns], { cwd: from })) {
    const probes = toProbeFile(file, readFileSync(join(from, file), 'utf8'));
    if (typeof probes === 'string') throw new Error(probes);
    const numbers = new Map<number, number>();
    const text = applyEdits(
      probes.text,
      toMarks(probes, (place) => (numbers.set(place, next), next++)),
    );
    marks.set(file, numbers);
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), text);
  }
  return { folder: to, entry, marks };
}

function toMarks({ sites }: ProbeFile, toNumber: (place: number) => number): readonly [number, string][] {
  const parts = sites.flatMap((site, place): [number, string][] => {
    if (site === undefined) return [];
    const call = `globalThis.__m(${toNumber(place)})`;
    if (!site.isExpression) return [[site.enter, `${site.afterDirectives ? ';' : ''}${call};`]];
    return [
      [site.enter, `(${call},`],
      [site.leave, ')'],
    ];
  });
  return parts.toSorted(([a], [b]) => a - b);
}

interface Score {
  readonly functions: number;
  readonly right: number;
  readonly wrong: readonly string[];
}

/** What the votes say of a generated file, against what its marks say. */
function score(path: string, { folder: from, marks }: Marked): Score {
  const generated = toProbeFile('generated.js', readFileSync(path, 'utf8'));
  if (typeof generated === 'string') throw new Error(generated);
  const map = new TraceMap(readFileSync(`${path}.map`, 'utf8'), `file://${path}`);
  const files = map.resolvedSources.map((source) => relative(from, (source ?? '').replace('file://', '')));
  const sources = files.map((file) => {
    const probes = marks.has(file) ? toProbeFile(file, readFileSync(join(from, file), 'utf8')) : undefined;
    return typeof probes === 'string' ? undefined : probes;
  });
  const { matches, inlined } = matchGenerated(countVotes(generated, sources, decodedMappings(map)));
  const spread = new Set(inlined.map(toKey));
  const inner = createInnermost(generated.functions);
  const truth = new Map<number, number>();
  for (const found of generated.text.matchAll(/globalThis\.__m\((\d+(?:e\d+)?)\)/g)) {
    const place = inner.at(found.index);
    if (place !== 0 && !truth.has(place)) truth.set(place, Number(found[1]));
  }
  let right = 0;
  const wrong: string[] = [];
  for (const [place, number] of truth) {
    const match = matches.get(place);
    if (match === undefined || spread.has(toKey(match))) continue;
    if (marks.get(files[match.source] ?? '')?.get(match.place) === number) right += 1;
    else wrong.push(`${path} ${generated.functions[place]?.name}`);
  }
  return { functions: truth.size, right, wrong };
}

type Build = (project: Marked, out: string) => Promise<readonly string[]>;

const withEsbuild =
  (options: esbuild.BuildOptions): Build =>
  async ({ folder: from, entry }, out) => {
    const common = { bundle: true, sourcemap: true, platform: 'node', packages: 'external' } as const;
    await esbuild.build({ entryPoints: [join(from, entry)], outfile: join(out, 'out.js'), ...common, ...options });
    return ['out.js'];
  };

const withRolldown: Build = async ({ folder: from, entry }, out) => {
  const bundle = await rolldown({ input: join(from, entry), external, platform: 'node', logLevel: 'silent' });
  await bundle.write({ file: join(out, 'out.js'), sourcemap: true, minify: true });
  return ['out.js'];
};

const withRollup =
  (minify: boolean): Build =>
  async ({ folder: from, entry }, out) => {
    const renderChunk = async (code: string): Promise<{ code: string; map: string }> =>
      esbuild.transform(code, { minify: true, sourcemap: 'external' });
    const plugins = minify ? [{ name: 'minify', renderChunk }] : [];
    const bundle = await rollup({ input: join(from, entry), external, plugins, onwarn: () => undefined });
    await bundle.write({ file: join(out, 'out.js'), sourcemap: true });
    return ['out.js'];
  };

const withVite: Build = async ({ folder: from, entry }, out) => {
  await viteBuild({
    configFile: false,
    logLevel: 'silent',
    root: from,
    build: {
      ssr: entry,
      outDir: out,
      sourcemap: true,
      minify: true,
      rolldownOptions: { output: { entryFileNames: 'out.js' } },
    },
  });
  return ['out.js'];
};

const withSwc =
  (options: swc.Options): Build =>
  async ({ folder: from, marks }, out) => {
    const files: string[] = [];
    for (const file of marks.keys()) {
      const filename = join(from, file);
      const { code, map = '' } = await swc.transform(readFileSync(filename, 'utf8'), {
        filename,
        sourceMaps: true,
        ...options,
        jsc: { parser: { syntax: 'typescript' }, ...options.jsc },
      });
      const name = file.replace(/\.ts$/, '.js');
      mkdirSync(dirname(join(out, name)), { recursive: true });
      writeFileSync(join(out, name), code);
      writeFileSync(join(out, `${name}.map`), JSON.stringify({ ...JSON.parse(map), sources: [filename] }));
      files.push(name);
    }
    return files;
  };

const withTsc: Build = ({ folder: from, marks }, out) => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options =
    '--noCheck --sourceMap --skipLibCheck --module nodenext --target es2022 --allowImportingTsExtensions false';
  execFileSync(process.execPath, [tsc, ...options.split(' '), '--rootDir', from, '--outDir', out, ...marks.keys()], {
    cwd: from,
    stdio: 'pipe',
  });
  return Promise.resolve([...marks.keys()].map((file) => file.replace(/\.ts$/, '.js')));
};

/** A library of which something is built, and how. */
export interface MarkedBuild {
  readonly name: string;
  readonly project: 'hono' | 'zod';
  readonly build: Build;
}

const table: readonly [string, 'hono' | 'zod', Build][] = [
  ['esbuild', 'zod', withEsbuild({})],
  ['esbuild, minified', 'zod', withEsbuild({ minify: true })],
  [
    'esbuild, minified for older engines as CommonJS',
    'zod',
    withEsbuild({ minify: true, target: 'es2017', format: 'cjs' }),
  ],
  ['rolldown, minified', 'zod', withRolldown],
  ['rollup', 'hono', withRollup(false)],
  ['rollup, minified by esbuild', 'hono', withRollup(true)],
  ['vite, minified', 'hono', withVite],
  [
    'swc, minified',
    'zod',
    withSwc({ minify: true, jsc: { target: 'es2022', minify: { compress: true, mangle: true } } }),
  ],
  ['tsc', 'zod', withTsc],
];

export const markedBuilds: readonly MarkedBuild[] = table.map(([name, project, build]) => ({ name, project, build }));

/** Builds a library with a mark in each function, and compares what the votes say with what the marks say. */
export async function scoreBuild({ project, build }: MarkedBuild): Promise<Score> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-mapping-'));
  try {
    const marked =
      project === 'hono'
        ? mark(folder, join(root, 'node_modules/hono/dist'), 'index.js', [
            '*.js',
            '{client,helper,middleware,request,router,utils}/**/*.js',
          ])
        : mark(folder, join(root, 'node_modules/zod/src'), 'v4/core/index.ts', ['v4/core/*.ts', 'v4/locales/*.ts']);
    const out = mkdtempSync(join(folder, 'out-'));
    const scores = (await build(marked, out)).map((file) => score(join(out, file), marked));
    return {
      functions: scores.reduce((sum, each) => sum + each.functions, 0),
      right: scores.reduce((sum, each) => sum + each.right, 0),
      wrong: scores.flatMap(({ wrong }) => wrong),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
