import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProbeKind } from '@seatrial/model';
import { applyEdits, fitProbes, toEdits } from '../../packages/changes/src/plan/insert.ts';
import { toProbeFile } from '../../packages/changes/src/plan/probe-site.ts';
import { runNode } from '../process/run-node.ts';
import type { Outcome } from '../process/run-node.ts';

const root = join(import.meta.dirname, '../..');
const fixtures = join(root, 'test/fixtures/functions');
const libraries = [
  'fastify',
  'hono',
  'acorn',
  'zod',
  'qs',
  'protobufjs',
  'fast-check',
  'express',
  'router',
  'avvio',
  'ajv',
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-probed-libraries-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Copies of the libraries with a probe in every function; gives how many there are. */
function probeAll(variant: string, kind: ProbeKind | undefined): number {
  let functions = 0;
  for (const library of libraries) {
    const copy = join(folder, variant, 'node_modules', library);
    cpSync(join(root, 'node_modules', library), copy, { recursive: true, dereference: true });
    if (kind === undefined) continue;
    for (const path of globSync('**/*.{js,cjs,mjs}', { cwd: copy })) {
      const file = toProbeFile(path, readFileSync(join(copy, path), 'utf8'));
      if (typeof file === 'string') continue;
      const wanted = new Map(file.sites.flatMap((site, place) => (site === undefined ? [] : [[place, kind] as const])));
      const { kinds } = fitProbes(file, wanted);
      // Indexes are shared: the registry of the test has room for five hundred.
      const probes = new Map([...kinds].map(([place, each]) => [place, { kind: each, index: place % 500 }]));
      writeFileSync(join(copy, path), applyEdits(file.text, toEdits(file, probes, '0'.repeat(16), 0)));
      functions += kinds.size;
    }
  }
  return functions;
}

function run(variant: string, ...args: readonly string[]): Promise<Outcome> {
  const env = { NODE_PATH: join(root, 'node_modules') };
  return runNode([...args, join(fixtures, 'libraries.mjs')], { cwd: join(folder, variant), env });
}

it('libraries with a probe in each of their functions answer as they did', async () => {
  probeAll('plain', undefined);
  const plain = await run('plain');
  expect(plain).toMatchObject({ code: 0, stderr: '' });
  expect(plain.stdout.trim().split('\n')).toHaveLength(14);
  for (const kind of ['full', 'count'] as const) {
    expect(probeAll(kind, kind)).toBeGreaterThan(5000);
    expect(await run(kind)).toEqual(plain);
    expect(await run(kind, '--import', join(fixtures, 'registry.mjs'))).toEqual(plain);
  }
});
