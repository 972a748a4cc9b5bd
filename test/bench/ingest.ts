import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DuckDBInstance } from '@duckdb/node-api';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { ask, startLoad } from './load-process.ts';
import { startNaiveReceiver } from './naive-receiver.ts';
import { measurePairs } from './paired.ts';
import type { Measured } from './paired.ts';
import { spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

/** Of a round; ours has to have all of them in its tables when it ends, not only in its log. */
const perRound = 250;
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 30);

/** Spans from a socket to the disk: beside the naive way, as fast as it goes, and with a crowd of senders. */
export async function benchIngest(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  try {
    return [await benchNaive(folder), ...(await benchSustained(folder))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function benchNaive(folder: string): Promise<BenchRow> {
  const load = startLoad(1);
  const store = await createDuckDbStore({ path: join(folder, 'ours.duckdb') });
  const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const naive = await startNaiveReceiver(join(folder, 'naive.duckdb'));
  const round = (url: string, end: () => Promise<unknown>): Measured => ({
    prepare: async () => void (await ask(load, { prepare: perRound })),
    run: async () => {
      await ask(load, { url, senders: 4 });
      await end();
    },
  });
  const result = await measurePairs(
    round(`${server.state.otlpUrl}/v1/traces`, () => store.stats()),
    round(naive.url, () => Promise.resolve()),
    { operations: perRound * spansPerRequest, pairs, warmUp: 2 },
  );
  load.kill();
  await server.close();
  await store.close();
  await naive.close();
  const micro = (nano: number): string => (nano / 1000).toFixed(1);
  return {
    group: 'ingest',
    name: 'socket to disk (gzip, 512 spans of 20 attributes) against the naive way',
    ratio: result.ratio,
    upper: result.upper,
    detail: `${micro(result.aNano)} µs CPU a span against ${micro(result.bNano)}`,
  };
}

async function benchSustained(folder: string): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const path = join(folder, 'sustained.duckdb');
  const store = await createDuckDbStore({ path });
  const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const url = `${server.state.otlpUrl}/v1/traces`;
  for (const senders of [8, 64]) {
    const load = startLoad(senders);
    const requests = 1200;
    await ask(load, { prepare: requests });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let largest = 0;
    const watch = setInterval(() => (largest = Math.max(largest, process.memoryUsage.rss())), 50);
    delay.enable();
    const before = process.cpuUsage();
    const began = performance.now();
    const { pushedBack = 0 } = await ask(load, { url, senders });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    delay.disable();
    clearInterval(watch);
    load.kill();
    const spans = requests * spansPerRequest;
    rows.push({
      group: 'ingest',
      name: `as fast as it goes, ${senders} senders, the load generator beside it`,
      detail: `${format(spans / seconds)} spans a second, ${((user + system) / spans).toFixed(1)} µs CPU a span (${format(spans / ((user + system) / 1e6))} a CPU second), event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, ${Math.round(largest / 1e6)} MB at most, ${pushedBack} pushed back`,
    });
  }
  const { spans } = await store.stats();
  await server.close();
  await store.close();
  rows.push({ group: 'ingest', name: 'on disk', detail: await measureSizes(path, folder, spans) });
  return rows;
}

async function measureSizes(path: string, folder: string, spans: number): Promise<string> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const read = await connection.runAndReadAll('SELECT block_size * used_blocks FROM pragma_database_size()');
  const used = Number(read.getRowsJS()[0]?.[0]);
  const parquet = join(folder, 'spans.parquet');
  await connection.run(`COPY spans TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  instance.closeSync();
  const each = (bytes: number): string => (bytes / spans).toFixed(1);
  return `${format(spans)} spans: ${each(used)} bytes a span in use, ${each(statSync(path).size)} by the size of the file, ${each(statSync(parquet).size)} in Parquet (zstd)`;
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}
