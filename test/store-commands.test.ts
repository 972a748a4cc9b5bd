import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoreStats } from '@seatrial/store';
import { createFunctionPoints, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../packages/cli/src/generate/traffic.ts';
import { runNode } from './process/run-node.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
let folder: string;
let first: string;

function seatrial(...args: readonly string[]): ReturnType<typeof runNode> {
  return runNode([bin, ...args], { cwd: folder, env: { SEATRIAL_STATE_DIR: join(folder, 'state') } });
}

async function stats(path: string): Promise<StoreStats> {
  return JSON.parse((await seatrial('store', 'stats', '--json', '--store', path)).stdout) as StoreStats;
}

/** What a store answers, without the order of arrival. */
async function contentOf(path: string): Promise<unknown> {
  const store = await createDuckDbStore({ path, readOnly: true });
  const spans = await store.spans({ limit: 5000 });
  const plain = spans.map(({ cursor: _cursor, ...span }) => span).toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
  const answer = { plain, releases: await store.releases(), operations: await store.operations() };
  await store.close();
  return answer;
}

async function functionsOf(path: string): Promise<unknown> {
  const store = await createDuckDbStore({ path, readOnly: true });
  const rows = await store.functions({});
  await store.close();
  return rows;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-store-cli-'));
  first = join(folder, 'first.duckdb');
  const store = await createDuckDbStore({ path: first });
  const traffic = new Traffic({ seed: 11 });
  for (let round = 0; round < 4; round += 1)
    await store.ingest({ spans: traffic.next(500, Date.now()), logs: [], metrics: [] });
  const [span] = new Traffic({ seed: 12 }).next(1, Date.now());
  if (span === undefined) throw new Error('no span');
  const odd = {
    large: 2n ** 63n - 1n,
    nan: Number.NaN,
    bytes: new Uint8Array([0, 255]),
    list: ['a', 1],
    nothing: null,
  };
  await store.ingest({ spans: [{ ...span, attributes: { ...span.attributes, ...odd } }], logs: [], metrics: [] });
  const told = { calls: 3, buckets: [[-60, 3]], loaded: true } as const;
  await store.ingest({ spans: [], logs: [], metrics: createFunctionPoints({ at: Date.now() - startOfTime, ...told }) });
  await store.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('stats says what is kept and how long, as a table and as JSON', async () => {
  expect(await stats(first)).toMatchObject({ spans: 2001, schemaVersion: 4, retention: { days: 7 } });
  const { stdout, code } = await seatrial('store', 'stats', '--store', first);
  expect(code).toBe(0);
  expect(stdout).toContain('2,001 spans');
  expect(stdout).toContain('7 days, 10.0 GB or 100,000,000 rows');
});

it('an export as OTLP JSON lines is whole when it is imported, and importing it again changes nothing', async () => {
  const lines = join(folder, 'spans.jsonl');
  expect(await seatrial('store', 'export', lines, '--store', first)).toMatchObject({ code: 0 });
  expect(readFileSync(lines, 'utf8').trim().split('\n')).toHaveLength(3);
  expect(statSync(lines).mode & 0o777).toBe(0o600);
  const second = join(folder, 'second.duckdb');
  for (const already of ['0 were there already', '2,001 were there already']) {
    const outcome = await seatrial('store', 'import', lines, '--store', second);
    expect(outcome.stderr).toContain(`Took 2,001 spans (${already})`);
    expect(outcome.code).toBe(0);
  }
  expect(await contentOf(second)).toEqual(await contentOf(first));
  const some = await seatrial('store', 'export', '-', '--where', 'service=payment', '--store', first);
  expect(some.stdout).toContain('"payment"');
  expect(some.stdout).not.toContain('"stringValue":"gateway"');
});

it('an export as Parquet lies by hour and release, and is whole when it is imported', async () => {
  const parquet = join(folder, 'parquet');
  const outcome = await seatrial('store', 'export', parquet, '--format', 'parquet', '--store', first);
  expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('2,001 spans') });
  const files = globSync('spans/hour=*/release=*/*.parquet', { cwd: parquet });
  expect(files.length).toBeGreaterThan(5);
  const third = join(folder, 'third.duckdb');
  const imported = await seatrial('store', 'import', parquet, '--store', third);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.stderr).toContain('0 logs and 3 metric points');
  expect(await functionsOf(third)).toEqual(await functionsOf(first));
  expect(await functionsOf(third)).toMatchObject([{ name: 'applyCoupon', loaded: 1, cohorts: [{ calls: 3 }] }]);
  expect(await contentOf(third)).toEqual(await contentOf(first));
});

it('compact makes the file smaller and leaves what is in it', async () => {
  const before = await contentOf(first);
  const size = statSync(first).size;
  expect(await seatrial('store', 'compact', '--store', first)).toMatchObject({ code: 0 });
  expect(statSync(first).size).toBeLessThanOrEqual(size);
  expect(await contentOf(first)).toEqual(before);
});

it('what cannot be done is said', async () => {
  writeFileSync(join(folder, 'bad.jsonl'), '{"resourceSpans":[]}\n{"resourceSpans":7}\n');
  const target = join(folder, 'fourth.duckdb');
  expect(await seatrial('store', 'import', 'bad.jsonl', '--store', target)).toMatchObject({
    code: 69,
    stderr: expect.stringContaining('bad.jsonl, line 2'),
  });
  expect(await seatrial('store', 'compact', '--store', 'absent.duckdb')).toMatchObject({ code: 69 });
  expect(await seatrial('store', 'export', '/nowhere/at/all.jsonl', '--store', first)).toMatchObject({ code: 64 });
  expect(await seatrial('store', 'export', 'x', '--format', 'csv')).toMatchObject({ code: 64 });
});
