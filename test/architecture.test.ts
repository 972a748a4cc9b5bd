import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Which packages of ours each package may import. ARCHITECTURE.md shows the same table. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  stats: [],
  flags: ['model'],
  release: ['model'],
  probes: ['model'],
  register: ['model', 'release', 'flags', 'probes'],
  traced: ['model'],
  changes: ['model'],
  unplugin: ['model', 'release', 'changes'],
  otlp: ['model'],
  store: ['model', 'otlp'],
  trial: ['model', 'stats', 'store'],
  server: ['model', 'otlp', 'store', 'trial'],
  // Types of the others: what is in the browser is this package's own, and the model's pure functions.
  ui: ['model', 'store', 'trial', 'server'],
  cli: ['model', 'release', 'changes', 'otlp', 'store', 'trial', 'server'],
};

/** What only one place may know. */
const reserved: readonly { readonly pattern: RegExp; readonly places: readonly string[] }[] = [
  { pattern: /^@duckdb\//, places: ['packages/store/src/duckdb/'] },
  {
    pattern: /^@opentelemetry\/api$/,
    places: [
      'packages/register/src/',
      'packages/traced/src/',
      'packages/flags/src/',
      'packages/server/src/own-metrics.ts',
    ],
  },
  { pattern: /^@opentelemetry\/(?!api$)/, places: ['packages/register/src/'] },
  {
    pattern: /^(@openfeature\/|@launchdarkly\/|@growthbook\/|@configcat\/|posthog-node|unleash-client)/,
    places: ['packages/flags/src/flagd/'],
  },
  { pattern: /^fastify$/, places: ['packages/server/src/'] },
  { pattern: /^commander$/, places: ['packages/cli/src/'] },
  {
    pattern: /^node:child_process$/,
    places: ['packages/cli/src/', 'packages/server/src/', 'packages/changes/src/git/'],
  },
  { pattern: /^oxc-parser$/, places: ['packages/changes/src/source/'] },
];

interface Import {
  readonly file: string;
  readonly pack: string;
  readonly specifier: string;
}

const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).toSorted();
const sources = files.filter((file) => !file.endsWith('.test.ts') && !file.includes('/contract/'));
const imports: readonly Import[] = sources.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const pack = file.split('/')[1] ?? '';
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'/g,
    ),
  ].map((match) => ({ file, pack, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
});

function manifest(pack: string): { readonly dependencies: readonly string[]; readonly name: string } {
  const text = JSON.parse(readFileSync(join(root, 'packages', pack, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  // What the page is made of is built into it.
  const built = pack === 'ui' ? text.devDependencies : {};
  return { name: text.name, dependencies: Object.keys({ ...text.dependencies, ...text.peerDependencies, ...built }) };
}

function toPackageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('the house', () => {
  it('has exactly the packages of the table', () => {
    expect(globSync('packages/*', { cwd: root }).map((path) => path.split('/')[1])).toEqual(
      expect.arrayContaining(Object.keys(allowed)),
    );
    expect(globSync('packages/*', { cwd: root })).toHaveLength(Object.keys(allowed).length);
  });

  it('finds imports at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets each package import only what the table allows', () => {
    const wrong = imports.filter(({ pack, specifier }) => {
      const ours =
        /^@seatrial\/([a-z]+)/.exec(specifier)?.[1] ?? (toPackageName(specifier) === 'seatrial' ? 'cli' : undefined);
      return ours !== undefined && !allowed[pack]?.includes(ours);
    });
    expect(wrong).toEqual([]);
  });

  it('never reaches into another package by a path', () => {
    const wrong = imports.filter(
      ({ file, pack, specifier }) =>
        specifier.startsWith('.') && !join(dirname(file), specifier).startsWith(`packages/${pack}/src/`),
    );
    expect(wrong).toEqual([]);
  });

  it('declares every package that it imports', () => {
    const wrong = imports.filter(
      ({ pack, specifier }) =>
        !specifier.startsWith('.') &&
        !isBuiltin(specifier) &&
        !manifest(pack).dependencies.includes(toPackageName(specifier)),
    );
    expect(wrong).toEqual([]);
  });

  it('imports built-in modules by their node: name', () => {
    expect(imports.filter(({ specifier }) => isBuiltin(specifier) && !specifier.startsWith('node:'))).toEqual([]);
  });

  it('keeps what only one place may know in that place', () => {
    const wrong = imports.filter(({ file, specifier }) =>
      reserved.some(
        ({ pattern, places }) => pattern.test(specifier) && !places.some((place) => file.startsWith(place)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['model', 'stats'])('gives %s no dependency and no I/O', (name) => {
    expect(manifest(name).dependencies).toEqual([]);
    expect(imports.filter(({ pack, specifier }) => pack === name && !specifier.startsWith('.'))).toEqual([]);
  });

  it('has nothing of the server in the page but its types', () => {
    const wrong = files.filter(
      (file) =>
        file.startsWith('packages/ui/') &&
        /import (?!type\b)[^;]*from '@seatrial\/(?!model')/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('makes no HTML of text, anywhere in the page', () => {
    const wrong = files.filter(
      (file) =>
        file.startsWith('packages/ui/') &&
        /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('ends the process nowhere but in the command', () => {
    const wrong = sources.filter(
      (file) => !file.startsWith('packages/cli/') && /process\.exit\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('has small files, none over 400 lines', () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
      .filter(({ file, lines }) => lines > 400 && !file.endsWith('.test.ts'));
    expect(long).toEqual([]);
  });

  it('has no file for whatever has no name', () => {
    expect(files.filter((file) => /\b(utils?|helpers?|common|misc)\b/.test(file))).toEqual([]);
  });
});
