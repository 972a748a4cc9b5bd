import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { verify } from '@seatrial/trial';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { summarisePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

/** Spans to judge by; the goal is for ten million (SEATRIAL_BENCH_SPANS=10000000), which takes minutes to make. */
const wanted = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 1_000_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);
const seedSpans = 250_000;
const seedMinutes = 10;
const start = Date.UTC(2026, 10, 24, 10);

/** A verdict over many stored spans, beside the barest question about them: how many of each release and route. */
export async function benchVerify(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-verify-'));
  const path = join(folder, 'seatrial.duckdb');
  try {
    await fill(path);
    const rows: BenchRow[] = [];
    for (const service of ['checkout', 'gateway']) rows.push(await measure(path, service));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(path: string, service: string): Promise<BenchRow> {
  const instance = await open(path, 'READ_ONLY');
  const connection = await instance.connect();
  const store = await createDuckDbStore({ path, readOnly: true, threads: 2, memoryLimit: '2GiB' });
  // Another time at each look, a longer one, so that nothing is answered from memory.
  let look = 0;
  const judge = async (): Promise<unknown> => {
    look += 1;
    const now = start + (wanted / seedSpans) * seedMinutes * 60_000 + (look + 2) * 60_000;
    return verify(store, { service, from: start - look * 60_000 }, { now });
  };
  const bare = (): Promise<unknown> =>
    connection.runAndReadAll('SELECT version, route, count(*) FROM spans GROUP BY ALL');
  const cost = async (work: () => Promise<unknown>): Promise<readonly [number, number]> => {
    const [before, began] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(before);
    return [user + system, performance.now() - began];
  };
  await judge();
  await bare();
  const [ours, theirs, oursMs, theirsMs]: number[][] = [[], [], [], []];
  for (let pair = 0; pair < pairs; pair += 1) {
    const [cpu, ms] = await cost(judge);
    const [bareCpu, bareMs] = await cost(bare);
    ours?.push(cpu);
    oursMs?.push(ms);
    theirs?.push(bareCpu);
    theirsMs?.push(bareMs);
  }
  await store.close();
  connection.closeSync();
  instance.closeSync();
  const { ratio, upper, aNano, bNano } = summarisePairs(ours ?? [], theirs ?? [], 1);
  const wall = summarisePairs(oursMs ?? [], theirsMs ?? [], 1);
  return {
    group: 'verify',
    name: `verify ${service}, ${wanted.toLocaleString('en-US')} spans, against GROUP BY release, route`,
    ratio,
    upper,
    detail: `${(aNano / 1e6).toFixed(0)} ms CPU against ${(bNano / 1e6).toFixed(0)}; seen ${(wall.aNano / 1000).toFixed(0)} ms against ${(wall.bNano / 1000).toFixed(0)}`,
  };
}

/** Generated traffic, multiplied in the database: other traces, later minutes, the same cardinalities. */
async function fill(path: string): Promise<void> {
  const store = await createDuckDbStore({ path, memoryLimit: '2GiB', threads: 2 });
  const traffic = new Traffic({ seed: 5 });
  for (let sent = 0; sent < seedSpans; sent += 10_000) {
    const at = start + (sent / seedSpans) * seedMinutes * 60_000;
    await store.ingest({ spans: traffic.next(10_000, at), logs: [], metrics: [] }, { historic: true });
  }
  await store.close();
  const instance = await open(path, 'READ_WRITE');
  const connection = await instance.connect();
  for (let copy = 1; copy < Math.round(wanted / seedSpans); copy += 1) await multiply(connection, copy);
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  // As a running server does every ten seconds.
  const again = await createDuckDbStore({ path, memoryLimit: '2GiB', threads: 2 });
  await again.maintain({ now: start + (wanted / seedSpans + 1) * seedMinutes * 60_000 });
  await again.close();
}

function multiply(connection: DuckDBConnection, copy: number): Promise<unknown> {
  const minutes = copy * seedMinutes;
  return connection.run(`INSERT INTO spans SELECT * REPLACE (cursor + ${copy * seedSpans} AS cursor, minute + ${minutes} AS minute,
    start_ns + ${minutes} * 60000000000 AS start_ns, (md5(trace_id::VARCHAR || '${copy}'))::UUID AS trace_id)
    FROM spans WHERE cursor <= ${seedSpans} ORDER BY cursor`);
}

function open(path: string, mode: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(path, {
    access_mode: mode,
    memory_limit: '2GiB',
    threads: '2',
    ...(mode === 'READ_WRITE' && { storage_compatibility_version: 'latest' }),
  });
}
