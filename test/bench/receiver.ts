import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTraces } from '@seatrial/otlp';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createRequests, spansPerRequest } from './requests.ts';
import type { BenchRow } from './row.ts';

const rounds = 80;

/** Spans from socket to disk in one process, beside what decoding and storing alone could do. */
export async function benchReceiver(): Promise<readonly BenchRow[]> {
  const requests = createRequests(20);
  const decode = await measure(() => {
    for (let round = 0; round < rounds; round += 1) parseTraces(pick(requests, round), 'protobuf');
  });
  const store = await withStore(async (open) => {
    const batches = requests.map((bytes) => parseTraces(bytes, 'protobuf').records);
    return measure(async () => {
      for (let round = 0; round < rounds; round += 4)
        await Promise.all(
          [0, 1, 2, 3].map((next) => open.ingest({ spans: pick(batches, round + next), logs: [], metrics: [] })),
        );
    });
  });
  const whole = await withStore(async (open) => {
    const server = await startServer({ store: open, version: '0.0.0', otlpPort: 0, grpcPort: 0, apiPort: 0 });
    const sender = fork(new URL('sender.ts', import.meta.url), [`${server.state.otlpUrl}/v1/traces`, String(rounds)], {
      execArgv: ['-C', '@seatrial/source'],
    });
    await new Promise((resolve) => sender.once('message', resolve));
    const result = await measure(async () => {
      sender.send('go');
      await new Promise((resolve) => sender.once('message', resolve));
    });
    sender.kill();
    await server.close();
    return result;
  });
  const spans = rounds * spansPerRequest;
  const row = (name: string, { cpuMicro, seconds }: Measured): BenchRow => ({
    group: 'receiver',
    name,
    detail: `${(cpuMicro / spans).toFixed(1)} µs CPU a span: ${formatRate(spans / (cpuMicro / 1e6))} a CPU second; ${formatRate(spans / seconds)} a second seen`,
  });
  return [
    row('decode alone (protobuf, 512 spans of 20 attributes)', decode),
    row('store alone (DuckDB file, four batches at once)', store),
    row('socket to stored (HTTP, decode, DuckDB file)', whole),
  ];
}

function formatRate(rate: number): string {
  return Math.round(rate).toLocaleString('en-US');
}

interface Measured {
  readonly cpuMicro: number;
  readonly seconds: number;
}

async function measure(run: () => void | Promise<void>): Promise<Measured> {
  await run();
  const started = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { cpuMicro: user + system, seconds: (performance.now() - started) / 1000 };
}

async function withStore<T>(use: (store: Awaited<ReturnType<typeof createDuckDbStore>>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  const store = await createDuckDbStore({ path: join(folder, 'bench.duckdb'), threads: 1 });
  try {
    return await use(store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function pick<T>(list: readonly T[], index: number): T {
  const entry = list[index % list.length];
  if (entry === undefined) throw new Error('nothing to pick from');
  return entry;
}
