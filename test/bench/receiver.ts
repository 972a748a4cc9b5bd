import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTraces, parseTraces } from '@seatrial/otlp';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { ask, startLoad } from './load-process.ts';
import { spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

const requests = 80;

/** Spans from socket to disk in one process, beside what decoding and storing alone could do. */
export async function benchReceiver(): Promise<readonly BenchRow[]> {
  const traffic = new Traffic({ seed: 7 });
  // A span that comes again is left out by the store, so that each turn needs spans of its own.
  const bodies = (): readonly Uint8Array[] =>
    Array.from({ length: requests }, () => formatTraces(traffic.next(spansPerRequest, Date.now()), 'protobuf'));
  const decode = await measure(bodies, (turn) => {
    for (const bytes of turn) parseTraces(bytes, 'protobuf');
  });
  const store = await withStore((open) =>
    measure(bodies, async (turn) => {
      for (let at = 0; at < turn.length; at += 4)
        await Promise.all(
          turn.slice(at, at + 4).map((bytes) => open.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes })),
        );
      await open.stats();
    }),
  );
  const whole = await withStore(measureSocket);
  const spans = requests * spansPerRequest;
  const row = (name: string, { cpuMicro, seconds }: Measured): BenchRow => ({
    group: 'receiver',
    name,
    detail: `${(cpuMicro / spans).toFixed(1)} µs CPU a span: ${formatRate(spans / (cpuMicro / 1e6))} a CPU second; ${formatRate(spans / seconds)} a second seen`,
  });
  return [
    row('decode alone (protobuf, 512 spans of 20 attributes)', decode),
    row('store alone (request to DuckDB file, four at once)', store),
    row('socket to stored (HTTP, gzip, decode, DuckDB file)', whole),
  ];
}

interface Measured {
  readonly cpuMicro: number;
  readonly seconds: number;
}

/** Two turns, of which the second counts; what they work on is made before the time is taken. */
async function measure<T>(prepare: () => T | Promise<T>, run: (work: T) => unknown): Promise<Measured> {
  await run(await prepare());
  const work = await prepare();
  const began = performance.now();
  const before = process.cpuUsage();
  await run(work);
  const { user, system } = process.cpuUsage(before);
  return { cpuMicro: user + system, seconds: (performance.now() - began) / 1000 };
}

async function measureSocket(store: Store): Promise<Measured> {
  const server = await startServer({ store, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const load = startLoad(11);
  const result = await measure(
    () => ask(load, { prepare: requests }),
    () => ask(load, { url: `${server.state.otlpUrl}/v1/traces`, senders: 4 }),
  );
  load.kill();
  await server.close();
  return result;
}

async function withStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  const store = await createDuckDbStore({ path: join(folder, 'bench.duckdb'), threads: 1 });
  try {
    return await use(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function formatRate(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}
