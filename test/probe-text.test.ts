import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeKind } from '@seatrial/model';
import { applyEdits, fitProbes, toEdits } from '../packages/changes/src/plan/insert.ts';
import type { FittedProbes } from '../packages/changes/src/plan/insert.ts';
import { toProbeFile } from '../packages/changes/src/plan/probe-site.ts';
import type { ProbeFile } from '../packages/changes/src/plan/probe-site.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

const fixtures = join(import.meta.dirname, 'fixtures/functions');
const registry = join(fixtures, 'registry.mjs');
const names = ['semantics.mjs', 'semantics.cjs', 'semantics.ts', 'cycle-a.mjs', 'cycle-b.mjs', 'uncaught.mjs'] as const;
type Name = (typeof names)[number];
type Variant = 'plain' | ProbeKind;

interface Probed extends FittedProbes {
  readonly file: ProbeFile;
  readonly text: string;
}

/** Probes in every function of a fixture; indexes are places in the file, from `first` on. */
function probe(name: Name, kind: ProbeKind, first: number): Probed {
  const file = toProbeFile(name, readFileSync(join(fixtures, name), 'utf8'));
  if (typeof file === 'string') throw new Error(file);
  const wanted = new Map(file.sites.flatMap((site, place) => (site === undefined ? [] : [[place, kind] as const])));
  const fitted = fitProbes(file, wanted);
  const probes = new Map([...fitted.kinds].map(([place, each]) => [place, { kind: each, index: first + place }]));
  return { ...fitted, file, text: applyEdits(file.text, toEdits(file, probes, '0123456789abcdef', 0)) };
}

interface Counts {
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly ended: readonly number[];
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-probe-text-'));
  for (const variant of ['plain', 'full', 'count'] as const) {
    mkdirSync(join(folder, variant));
    for (const name of names) {
      const text =
        variant === 'plain'
          ? readFileSync(join(fixtures, name), 'utf8')
          : probe(name, variant, name === 'cycle-b.mjs' ? 100 : 0).text;
      writeFileSync(join(folder, variant, name), text);
    }
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(variant: Variant, name: Name, args: readonly string[] = [], counts?: string): Promise<Outcome> {
  const preload = counts === undefined ? [] : ['--import', registry];
  return runNode([...preload, name, ...args], {
    cwd: join(folder, variant),
    ...(counts === undefined ? {} : { env: { COUNTS_FILE: counts } }),
  });
}

describe('a program with a probe in each of its functions', () => {
  describe.each(['full', 'count'] as const)('of kind %s', (kind) => {
    it.each(['semantics.mjs', 'semantics.cjs', 'semantics.ts', 'cycle-a.mjs'] as const)(
      '%s says what it said without',
      async (name) => {
        const counts = join(folder, `${kind}-${name}.json`);
        const [plain, inert, live] = await Promise.all([
          run('plain', name),
          run(kind, name),
          run(kind, name, [], counts),
        ]);
        expect(plain).toMatchObject({ code: 0, stderr: '' });
        expect(plain.stdout.split('\n').length).toBeGreaterThan(name === 'cycle-a.mjs' ? 1 : 8);
        expect(inert).toEqual(plain);
        expect(live).toEqual(plain);
        const { calls } = JSON.parse(readFileSync(counts, 'utf8')) as Counts;
        expect(calls.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(3);
      },
    );

    it.each([[[]], [['later']], [['rejected']]])('dies of an uncaught error with the same stack: %j', async (args) => {
      const [plain, probed] = await Promise.all([
        run('plain', 'uncaught.mjs', args),
        run(kind, 'uncaught.mjs', args, join(folder, 'uncaught.json')),
      ]);
      // Above the message Node.js prints the line of the last `throw`, which is the probe's where one passed the error on.
      const toStack = ({ stderr }: Outcome): string =>
        stderr.slice(stderr.indexOf('TypeError')).replaceAll(/\/(plain|full|count)\//g, '/');
      expect(toStack(plain)).toMatch(/uncaught\.mjs:5:24\)\n.*uncaught\.mjs:2:10/);
      expect(toStack(probed)).toBe(toStack(plain));
      expect(probed.code).toBe(plain.code);
    });
  });

  it('counts each call, error and end', async () => {
    const counts = join(folder, 'counts.json');
    await run('full', 'semantics.mjs', [], counts);
    const { calls, errors, ended } = JSON.parse(readFileSync(counts, 'utf8')) as Counts;
    const { file, kinds, refused } = probe('semantics.mjs', 'full', 0);
    const of = (name: string): readonly (number | undefined)[] => {
      const place = file.functions.findIndex((each) => each.name === name);
      return [calls[place], errors[place], ended[place]];
    };
    expect(of('named')).toEqual([1, 0, 1]);
    expect(of('deep')).toEqual([8, 8, 8]);
    expect(of('factorial')).toEqual([20, 0, 20]);
    // A default that throws does so before the body begins.
    expect(of('defaults')).toEqual([1, 0, 1]);
    expect(of('raise')).toEqual([1, 1, 1]);
    expect(of('fibonacci')).toEqual([177, 0, 177]);
    expect(of('Base.static{}')).toEqual([1, 0, 1]);
    // A generator begins with its first step, and ends when it is left, or thrown into.
    expect(of('counter')).toEqual([5, 1, 5]);
    expect(of('fails')).toEqual([1, 1, 1]);
    expect([...kinds.values()].every((kind) => kind === 'full')).toBe(true);
    expect([...refused].map(([place, reason]) => [file.functions[place]?.name, reason])).toEqual([
      ['untouched', 'it is marked by the comment seatrial-ignore'],
      ['check("evaluate")/page.evaluate()', expect.stringContaining('read by evaluate()')],
      ['check("$eval")/page.$eval("a")', expect.stringContaining('read by $eval()')],
      ['scrape', expect.stringContaining('read by evaluate()')],
      ['scrape/titles', expect.stringContaining('read by evaluate()')],
    ]);
  });

  it('counts calls of a module that has not run a line yet', async () => {
    const counts = join(folder, 'cycle.json');
    await run('full', 'cycle-a.mjs', [], counts);
    const { calls, ended } = JSON.parse(readFileSync(counts, 'utf8')) as Counts;
    const { file } = probe('cycle-a.mjs', 'full', 0);
    const place = file.functions.findIndex(({ name }) => name === 'early');
    expect([calls[place], ended[place]]).toEqual([2, 1]);
  });

  it('only counts functions whose declarations a block would change', () => {
    const { file, kinds } = probe('semantics.cjs', 'full', 0);
    const counted = [...kinds].filter(([, kind]) => kind === 'count').map(([place]) => file.functions[place]?.name);
    expect(counted).toEqual(['twice', 'shadowed', 'parameter', 'nested', 'evals']);
  });

  it('moves no line', () => {
    for (const name of names) {
      const { text, file } = probe(name, 'full', 0);
      expect(text.split('\n')).toHaveLength(file.text.split('\n').length);
    }
  });
});
