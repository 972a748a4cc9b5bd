import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { summarisePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const small = 25_000;
const large = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 2_000_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 60);

/** A trace by its id in a small store and in a large one, both running as a server's does. */
export async function benchTraces(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-traces-'));
  try {
    const [few, many] = [await fill(join(folder, 'few.duckdb'), small), await fill(join(folder, 'many.duckdb'), large)];
    const times = {
      few: { cpu: [] as number[], ms: [] as number[] },
      many: { cpu: [] as number[], ms: [] as number[] },
    };
    const measure = async (
      { store, ids }: Filled,
      into: { cpu: number[]; ms: number[] },
      pair: number,
    ): Promise<void> => {
      const id = ids[pair % ids.length] ?? '';
      const before = process.cpuUsage();
      const began = performance.now();
      const spans = await store.trace(id);
      if (spans.length === 0) throw new Error(`no trace ${id}`);
      into.ms.push(performance.now() - began);
      const { user, system } = process.cpuUsage(before);
      into.cpu.push(user + system);
    };
    for (let pair = -5; pair < pairs; pair += 1) {
      const into = pair < 0 ? { few: { cpu: [], ms: [] }, many: { cpu: [], ms: [] } } : times;
      await measure(few, into.few, Math.abs(pair));
      await measure(many, into.many, Math.abs(pair));
    }
    const cpu = summarisePairs(times.many.cpu, times.few.cpu, 1);
    const wall = summarisePairs(times.many.ms, times.few.ms, 1);
    await few.store.close();
    await many.store.close();
    return [
      {
        group: 'traces',
        name: `a trace by its id, ${large.toLocaleString('en-US')} spans against ${small.toLocaleString('en-US')}`,
        ratio: cpu.ratio,
        upper: cpu.upper,
        detail: `CPU ${(cpu.aNano / 1e6).toFixed(1)} ms against ${(cpu.bNano / 1e6).toFixed(1)}; seen ${(wall.aNano / 1000).toFixed(1)} ms against ${(wall.bNano / 1000).toFixed(1)}`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
    WHERE cursor <= ${Math.max(seed, spans - 200_000)} USING SAMPLE reservoir(40 ROWS) REPEATABLE (7)`);
  const ids = rows.getRowsJS().map(([id]) => String(id));
  connection.closeSync();
  instance.closeSync();
  // One thread, since the work of several is not more for it.
  const store = await createDuckDbStore({ path, memoryLimit: '1GiB', threads: 1, maintenanceMs: 3_600_000 });
  await store.maintain({ now: 0 });
  return { store, ids };
}
