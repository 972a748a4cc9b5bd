import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoreStats } from '../store.ts';
import { sizeOf } from './disk.ts';
import { inMemory } from './open.ts';
import type { EngineOptions } from './protocol.ts';
import { toIso } from './read-rows.ts';
import { readUsedBytes } from './retention.ts';
import { schemaVersion } from './schema.ts';

type FileCounts = Omit<StoreStats, 'activity' | 'attributeNames' | 'attributeColumns'>;

/** Where the file is, how large, and what its tables hold. */
export async function readFileCounts(
  connection: DuckDBConnection,
  { path, retention }: EngineOptions,
): Promise<FileCounts> {
  const rows =
    await connection.runAndReadAll(`SELECT count(*) AS spans, min(start_ns) AS oldest, max(start_ns) AS newest,
    (SELECT count(*) FROM logs) AS logs, (SELECT count(*) FROM metrics) + (SELECT count(*) FROM functions) AS metrics, (SELECT count(*) FROM summaries) AS summaries
    FROM spans`);
  const [row] = rows.getRowObjectsJS();
  const isFile = path !== inMemory;
  return {
    engine: 'duckdb',
    location: isFile ? path : '',
    bytes: isFile ? sizeOf(path) + sizeOf(`${path}.wal`) : 0,
    schemaVersion,
    retention,
    usedBytes: await readUsedBytes(connection),
    spans: Number(row?.['spans']),
    logs: Number(row?.['logs']),
    metrics: Number(row?.['metrics']),
    summaries: Number(row?.['summaries']),
    oldest: row?.['oldest'] == null ? '' : toIso(row['oldest']),
    newest: row?.['newest'] == null ? '' : toIso(row['newest']),
  };
}
