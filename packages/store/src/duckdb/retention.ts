import type { DuckDBConnection } from '@duckdb/node-api';
import type { Removed, Retention } from '../retention.ts';
import type { DataTable } from './tables.ts';

/** What is removed at once where a limit of rows or bytes is passed: so much more that the next time is not at once. */
const slack = 0.02;

const dayMinutes = 1440;

export const nothingRemoved: Removed = { spans: 0, logs: 0, metrics: 0, summaries: 0 };

export function addRemoved(a: Removed, b: Removed): Removed {
  return {
    spans: a.spans + b.spans,
    logs: a.logs + b.logs,
    metrics: a.metrics + b.metrics,
    summaries: a.summaries + b.summaries,
  };
}

/** Removes what the limits do not keep, the oldest first, and says how much it was. */
export async function removeExpired(
  connection: DuckDBConnection,
  limits: Required<Retention>,
  nowMs: number,
): Promise<Removed> {
  const removed = { spans: 0, logs: 0, metrics: 0, summaries: 0 };
  const run = async (kind: keyof Removed, where: string, table: string = kind): Promise<void> => {
    const rows = (await connection.runAndReadAll(`DELETE FROM ${table} WHERE ${where}`)).getRowsJS();
    removed[kind] += Number(rows[0]?.[0] ?? 0);
  };
  const minute = (days: number): number => Math.floor(nowMs / 60_000 - days * dayMinutes);
  const before = toNano(nowMs - limits.days * 86_400_000);
  await run('spans', `minute < ${minute(limits.days)}`);
  await run('logs', `time_ns < ${before}`);
  await run('metrics', `time_ns < ${before}`);
  await run('summaries', `minute < ${minute(limits.summaryDays)}`);
  // Whether a function has run is asked of old releases, too: its points are thinned out long before they go.
  await run('metrics', `time_ns < ${toNano(nowMs - limits.summaryDays * 86_400_000)}`, 'functions');
  const share = Math.max(await toExcessRows(connection, limits.rows), await toExcessBytes(connection, limits.bytes));
  if (share > 0)
    for (const table of ['spans', 'logs', 'metrics'] as const)
      await run(
        table,
        `${orders[table]} <= (SELECT quantile_disc(${orders[table]}, ${Math.min(1, share + slack)}) FROM ${table})`,
      );
  // Space of what is removed can be used again after a checkpoint only.
  if (Object.values(removed).some((count) => count > 0)) await connection.run('CHECKPOINT');
  return removed;
}

function toNano(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}

/** What "oldest" means: for spans the order of arrival, since their own times may be wrong. */
const orders: Readonly<Record<Exclude<DataTable, 'functions'>, string>> = {
  spans: 'cursor',
  logs: 'time_ns',
  metrics: 'time_ns',
};

/** The share of rows that is too much. */
async function toExcessRows(connection: DuckDBConnection, most: number): Promise<number> {
  const [row] = (
    await connection.runAndReadAll(
      'SELECT (SELECT count(*) FROM spans) + (SELECT count(*) FROM logs) + (SELECT count(*) FROM metrics)',
    )
  ).getRowsJS();
  const count = Number(row?.[0]);
  return count > most ? (count - most) / count : 0;
}

/** The share of rows that takes the bytes which are too much. */
async function toExcessBytes(connection: DuckDBConnection, most: number): Promise<number> {
  const used = await readUsedBytes(connection);
  if (used <= most) return 0;
  // Rows that were removed keep their bytes until their whole row group is gone: they must not be paid for twice.
  const [row] = (
    await connection.runAndReadAll(`SELECT (SELECT count(*) FROM spans),
      (SELECT coalesce(sum(count), 0) FROM pragma_storage_info('spans') WHERE column_name = 'cursor' AND segment_type = 'BIGINT')`)
  ).getRowsJS();
  const [rows, kept] = [Number(row?.[0]), Number(row?.[1])];
  const live = kept > rows ? (used * rows) / kept : used;
  return live > most ? (live - most) / live : 0;
}

/** Bytes of the file that hold data; what was removed leaves room that is used again, while the file keeps its size. */
export async function readUsedBytes(connection: DuckDBConnection): Promise<number> {
  const [row] = (
    await connection.runAndReadAll('SELECT block_size * used_blocks FROM pragma_database_size()')
  ).getRowsJS();
  return Number(row?.[0] ?? 0);
}
