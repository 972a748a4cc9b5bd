import { statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoreStats } from '../store.ts';
import { toIso } from './read-rows.ts';
import { readUsedBytes } from './retention.ts';

type FileCounts = Pick<StoreStats, 'usedBytes' | 'spans' | 'logs' | 'metrics' | 'summaries' | 'oldest' | 'newest'>;

/** What the tables hold. */
export async function readFileCounts(connection: DuckDBConnection): Promise<FileCounts> {
  const rows =
    await connection.runAndReadAll(`SELECT count(*) AS spans, min(start_ns) AS oldest, max(start_ns) AS newest,
    (SELECT count(*) FROM logs) AS logs, (SELECT count(*) FROM metrics) AS metrics, (SELECT count(*) FROM summaries) AS summaries
    FROM spans`);
  const [row] = rows.getRowObjectsJS();
  return {
    usedBytes: await readUsedBytes(connection),
    spans: Number(row?.['spans']),
    logs: Number(row?.['logs']),
    metrics: Number(row?.['metrics']),
    summaries: Number(row?.['summaries']),
    oldest: row?.['oldest'] == null ? '' : toIso(row['oldest']),
    newest: row?.['newest'] == null ? '' : toIso(row['newest']),
  };
}

/** Bytes of a file; none where there is no file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
