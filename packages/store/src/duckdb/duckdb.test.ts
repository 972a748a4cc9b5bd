import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { AttributeMap, TelemetryBatch } from '@seatrial/model';
import { createBatch, createFunctionPoints, createSpan, storeContract } from '../contract/index.ts';
import type { Predicate } from '../contrast.ts';
import { createDuckDbStore } from './index.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-store-'));
  path = join(folder, 'state', 'seatrial.duckdb');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

storeContract('DuckDB in a file', { open: (retention = {}) => createDuckDbStore({ path, retention }) });

/** A process of its own that opens the store and runs `code` with it. */
function spawnOwner(code: string): ReturnType<typeof spawn> {
  const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    import { createDuckDbStore } from ${url('./index.ts')};
    import { createBatch, createSpan } from ${url('../contract/telemetry.ts')};
    import { randomUUID } from 'node:crypto';
    const store = await createDuckDbStore({ path: ${JSON.stringify(path)} });
    ${code}`;
  return spawn(process.execPath, ['-C', '@seatrial/source', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
}

function waitForLine(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

describe('the file', () => {
  it('keeps what was told of functions over a restart, a rewrite, and an export that is imported elsewhere, twice', async () => {
    const told = { version: '1.4.2', cohort: { 'feature_flags.flow': 'new, improved', 'seatrial.cohort.plan': 'pro' } };
    const traceId = 'd'.repeat(32);
    const metrics = [
      ...createFunctionPoints({ ...told, at: 10_000, calls: 3, buckets: [[-8, 2]], loaded: true, traceId }),
      ...createFunctionPoints({ ...told, at: 20_000, calls: 5, errors: [['TypeError', 'passed', 1]], stride: 2 }),
      ...createFunctionPoints({ at: 20_000, temporality: 'delta', name: 'parse', calls: 4, buckets: [[5, 4]] }),
      ...createFunctionPoints({ at: 20_000, name: 'refund', unverifiable: 'the file differs from the plan' }),
    ];
    const first = await createDuckDbStore({ path });
    await first.ingest(createBatch({ metrics }));
    const rows = await first.functions({});
    expect(rows.map(({ name }) => name)).toEqual(['applyCoupon', 'parse', 'refund']);
    await first.compact();
    await first.close();
    const again = await createDuckDbStore({ path });
    expect(await again.functions({})).toEqual(rows);
    const exported = join(folder, 'exported');
    expect(await again.writeParquet(exported)).toMatchObject({ metrics: metrics.length });
    await again.close();
    const other = await createDuckDbStore({ path: join(folder, 'other.duckdb') });
    for (let round = 0; round < 2; round += 1) {
      const points = await other.readFunctionPoints(exported, 0, 100);
      expect(points).toHaveLength(metrics.length);
      await other.ingest(createBatch({ metrics: points }));
      expect(await other.functions({})).toEqual(rows);
    }
    expect(await other.readFunctionPoints(folder, 0, 100)).toEqual([]);
    await other.close();
  });

  it('keeps its data, names and cursor over a restart, and is nobody else’s', async () => {
    const first = await createDuckDbStore({ path });
    await first.ingest(createBatch({ spans: [createSpan({ attributes: { 'my.name': 1 } })] }));
    const [row] = await first.spans();
    await first.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = await createDuckDbStore({ path });
    expect(await second.spans()).toEqual([row]);
    expect(await second.attributeNames()).toContain('my.name');
    await second.ingest(createBatch({ spans: [createSpan()] }));
    expect((await second.spans({ after: row?.cursor ?? 0 })).map((span) => span.cursor)).toEqual([
      (row?.cursor ?? 0) + 1,
    ]);
    expect((await second.stats()).bytes).toBeGreaterThan(0);
    await second.close();
  });

  it('that another process holds is refused, and the process is named', async () => {
    const owner = spawnOwner(`console.log(process.pid); setInterval(() => {}, 1000);`);
    const pid = await waitForLine(owner);
    await expect(createDuckDbStore({ path })).rejects.toMatchObject({
      code: 'SEATRIAL_STORE_LOCKED',
      message: expect.stringContaining(`process ${pid}`),
    });
    owner.kill('SIGKILL');
  });

  it('loses nothing that was acknowledged when its process is killed', async () => {
    for (const wait of [0, 30, 80]) {
      const owner = spawnOwner(`
        let count = (await store.stats()).spans;
        console.log('open');
        for (;;) {
          const traceId = randomUUID().replaceAll('-', '');
          await store.ingest(createBatch({ spans: Array.from({ length: 50 }, () => createSpan({ traceId })) }));
          process.stdout.write(String(count += 50) + '\\n');
        }`);
      let acknowledged = 0;
      owner.stdout?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n'))
          if (/^\d+$/.test(line)) acknowledged = Math.max(acknowledged, Number(line));
      });
      await expect.poll(() => acknowledged, { timeout: 10_000 }).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, wait));
      const ended = new Promise((resolve) => owner.once('exit', resolve));
      owner.kill('SIGKILL');
      await ended;
      const store = await createDuckDbStore({ path });
      expect((await store.stats()).spans).toBeGreaterThanOrEqual(acknowledged);
      await store.close();
    }
  });

  it('that is no store is refused and left as it was', async () => {
    const odd = join(folder, 'notes.txt');
    writeFileSync(odd, 'these are my notes, and nothing else\n'.repeat(200));
    const before = readFileSync(odd, 'utf8');
    await expect(createDuckDbStore({ path: odd })).rejects.toMatchObject({
      code: 'SEATRIAL_STORE_UNUSABLE',
      message: expect.stringContaining(odd),
    });
    expect(readFileSync(odd, 'utf8')).toBe(before);
  });

  it('that is somebody else’s database, or of a newer Seatrial, is refused unharmed', async () => {
    const theirs = join(folder, 'theirs.duckdb');
    const instance = await DuckDBInstance.create(theirs);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE mine (x INTEGER)');
    connection.closeSync();
    instance.closeSync();
    await expect(createDuckDbStore({ path: theirs })).rejects.toMatchObject({
      message: expect.stringContaining("without Seatrial's tables"),
    });

    await (await createDuckDbStore({ path })).close();
    const newer = await DuckDBInstance.create(path);
    const writer = await newer.connect();
    await writer.run(`UPDATE seatrial_meta SET value = '99' WHERE key = 'schema_version'`);
    writer.closeSync();
    newer.closeSync();
    await expect(createDuckDbStore({ path })).rejects.toMatchObject({
      code: 'SEATRIAL_STORE_UNUSABLE',
      message: expect.stringContaining('schema version 99'),
    });
  });

  it('can be looked at without being changed, and must be there for that', async () => {
    await expect(createDuckDbStore({ path, readOnly: true })).rejects.toMatchObject({ code: 'SEATRIAL_NO_STORE' });
    const writer = await createDuckDbStore({ path });
    await writer.ingest(createBatch({ spans: [createSpan()] }));
    await writer.close();
    const before = readFileSync(path);
    const reader = await createDuckDbStore({ path, readOnly: true });
    expect(await reader.spans()).toHaveLength(1);
    await expect(reader.ingest(createBatch({}))).rejects.toMatchObject({ code: 'SEATRIAL_STORE_UNUSABLE' });
    await reader.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

it('closes while it is asked and written to: each call is answered, or says that the store is closed', async () => {
  for (let round = 0; round < 5; round += 1) {
    const store = await createDuckDbStore({ path: round % 2 === 0 ? path : ':memory:', maintenanceMs: 20 });
    const calls: Promise<unknown>[] = [];
    for (let call = 0; call < 8; call += 1) {
      const spans = Array.from({ length: 100 }, () => createSpan());
      calls.push(store.ingest(createBatch({ spans })), store.spans({ limit: 5 }), store.releases());
    }
    const settled = Promise.allSettled(calls);
    await calls[0];
    await store.close();
    for (const result of await settled)
      expect(result.status === 'fulfilled' ? 'answered' : String(result.reason)).toMatch(/answered|closed/);
  }
  expect(await createDuckDbStore({ path }).then((store) => store.close())).toBeUndefined();
});

it('one bad batch in a group takes no good one down, and too much waiting is refused', async () => {
  const store = await createDuckDbStore({ path: ':memory:' });
  const bad = createBatch({ spans: [createSpan({ traceId: 'not hex' })] });
  const good = (): TelemetryBatch => createBatch({ spans: [createSpan()] });
  const results = await Promise.allSettled([store.ingest(good()), store.ingest(bad), store.ingest(good())]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await store.stats()).toMatchObject({ spans: 2 });
  const large = createBatch({ spans: Array.from({ length: 60_000 }, () => createSpan()) });
  const crowd = await Promise.allSettled([store.ingest(large), store.ingest(large)]);
  expect(crowd[1]).toMatchObject({ status: 'rejected', reason: { code: 'SEATRIAL_STORE_BUSY' } });
  expect(crowd[0]?.status).toBe('fulfilled');
  expect((await store.stats()).activity.refused).toEqual({ busy: 1, failed: 1 });
  await store.close();
});

it('the questions of an explanation are about the same rows, whatever arrives or gets a column meanwhile, and hold nothing up', async () => {
  const store = await createDuckDbStore({ path, retention: { rows: 400 } });
  const create = (count: number, attributes: AttributeMap): TelemetryBatch =>
    createBatch({
      spans: Array.from({ length: count }, (_, index) =>
        createSpan({ attributes, statusCode: index % 4 === 0 ? 'error' : 'unset' }),
      ),
    });
  const query = { group: { where: parseSelector('error=true') } };
  const having: Predicate = { place: 'attribute', name: 'old', value: { text: 'yes' } };
  await store.ingest(create(200, { old: 'yes' }), { historic: true });
  const first = await store.contrast(query);
  expect(first).toMatchObject({ group: 50, against: 150 });
  // Seen often enough for a column of its own, and then too many rows.
  await store.ingest(create(600, { fresh: 'new' }), { historic: true });
  expect(await store.contrast(query)).toEqual(first);
  expect(await store.contrast({ ...query, having: [having] })).toMatchObject({ group: 50, against: 150 });
  expect((await store.patterns({ ...query, predicates: [having] })).rows).toMatchObject([{ group: 50, against: 150 }]);
  const { removed } = await store.maintain();
  expect(removed.spans).toBeGreaterThan(300);
  expect((await store.patterns({ ...query, predicates: [having] })).rows).toEqual([]);
  // After the file was rewritten it is asked anew.
  await store.compact();
  const again = await store.contrast(query);
  expect(again.group + again.against).toBe(800 - removed.spans);
  expect(again.attributes.find(({ name }) => name === 'fresh')).toBeDefined();
  await store.close();
});
