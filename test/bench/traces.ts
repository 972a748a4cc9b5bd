import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { summarisePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const least = 25_000;
const most = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 2_000_000);
const ids = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 60);

/** A trace by its id in a small store and in a large one, both running as a server's does. */
export async function benchTraces(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-traces-'));
  try {
    const [few, many] = [await fill(join(folder, 'few.duckdb'), least), await fill(join(folder, 'many.duckdb'), most)];
    const rows: BenchRow[] = [];
    for (const pass of ['asked for the first time', 'asked for again']) rows.push(await comparePass(few, many, pass));
    await few.store.close();
    await many.store.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One look at each of the traces, small and large store in turns. */
async function comparePass(few: Filled, many: Filled, pass: string): Promise<BenchRow> {
  const [small, large] = [new Times(), new Times()];
  for (let pair = 0; pair < ids; pair += 1) {
    await small.add(few, pair);
    await large.add(many, pair);
  }
  const cpu = summarisePairs(large.cpu, small.cpu, 1);
  const wall = summarisePairs(large.ms, small.ms, 1);
  return {
    group: 'traces',
    name: `a trace by its id, ${most.toLocaleString('en-US')} spans against ${least.toLocaleString('en-US')}, ${pass}`,
    ratio: cpu.ratio,
    upper: cpu.upper,
    detail: `CPU ${(cpu.aNano / 1e6).toFixed(1)} ms against ${(cpu.bNano / 1e6).toFixed(1)}; seen ${(wall.aNano / 1000).toFixed(1)} ms against ${(wall.bNano / 1000).toFixed(1)}`,
  };
}

class Times {
  readonly cpu: number[] = [];
  readonly ms: number[] = [];

  async add({ store, ids: known }: Filled, pair: number): Promise<void> {
    const id = known[pair % known.length] ?? '';
    const before = process.cpuUsage();
    const began = performance.now();
    const spans = await store.trace(id);
    if (spans.length === 0) throw new Error(`no trace ${id}`);
    this.ms.push(performance.now() - began);
    const { user, system } = process.cpuUsage(before);
    this.cpu.push(user + system);
  }
}

interface Filled {
  readonly store: Store;
  readonly ids: readonly string[];
}

/** Generated traffic, multiplied in the database beyond a quarter of a million: other ids, the same cardinalities. */
async function fill(path: string, spans: number): Promise<Filled> {
  const seed = Math.min(spans, 250_000);
  const first = await createDuckDbStore({ path, memoryLimit: '2GiB', threads: 2 });
  const traffic = new Traffic({ seed: 5 });
  for (let sent = 0; sent < seed; sent += 5000)
    await first.ingest({ spans: traffic.next(5000, Date.now() - (seed - sent) / 10), logs: [], metrics: [] });
  await first.close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (let copy = 1; copy < Math.round(spans / seed); copy += 1)
    await connection.run(`INSERT INTO spans SELECT * REPLACE (
      cursor + ${copy * seed} AS cursor, start_ns + ${copy} * 30000000000 AS start_ns,
      (md5(trace_id::VARCHAR || '${copy}'))::UUID AS trace_id) FROM spans WHERE cursor <= ${seed} ORDER BY cursor`);
  const rows = await connection.runAndReadAll(`SELECT replace(trace_id::VARCHAR, '-', '') FROM spans
    WHERE cursor <= ${Math.max(seed, spans - 200_000)} USING SAMPLE reservoir(${ids} ROWS) REPEATABLE (7)`);
  const found = rows.getRowsJS().map(([id]) => String(id));
  connection.closeSync();
  instance.closeSync();
  // One thread, since the work of several is not more for it.
  const store = await createDuckDbStore({ path, memoryLimit: '1GiB', threads: 1, maintenanceMs: 3_600_000 });
  await store.maintain({ now: 0 });
  // The first question of all reads what every question needs.
  await store.trace(found[0] ?? '');
  return { store, ids: found };
}
