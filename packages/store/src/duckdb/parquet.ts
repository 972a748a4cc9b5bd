import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TimeRange } from '../time-range.ts';
import type { ParquetOutcome, StoredSpan } from './file-store.ts';
import { toLiteral } from './promoted-column.ts';
import { toAttributeAlias } from './queries.ts';
import { toSpanRecord } from './read-rows.ts';
import { quote, spanColumns } from './tables.ts';

export const functionsFile = 'functions.parquet';
const format = '(FORMAT parquet, COMPRESSION zstd)';
/** Columns of a file that are no attributes. */
const own: ReadonlySet<string> = new Set([
  ...spanColumns.map(({ name }) => name),
  'hour',
  'release',
  'resource',
  'resource_kinds',
]);

export async function writeParquet(
  connection: DuckDBConnection,
  folder: string,
  range: TimeRange,
  promoted: readonly string[],
): Promise<ParquetOutcome> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = async (from: string, to: string, how: string): Promise<number> => {
    const rows = await connection.runAndReadAll(`COPY (${from}) TO ${toLiteral(join(folder, to))} ${how}`);
    return Number(rows.getRowsJS()[0]?.[0] ?? 0);
  };
  const columns = [...spanColumns.map(({ name }) => name).filter((name) => name !== 'resource_id'), ...promoted];
  // Nobody else's reader knows our ENUMs and ids of resources: words are words, and resources stand in each row.
  const words = new Set(['kind', 'status']);
  const select = columns
    .map((name) => (words.has(name) ? `s.${name}::VARCHAR AS ${name}` : `s.${quote(name)}`))
    .join(', ');
  const spans = `SELECT ${select}, r.attributes AS resource, r.kinds AS resource_kinds,
    strftime(make_timestamp_ns(s.start_ns), '%Y-%m-%dT%H') AS hour, s.version AS release
    FROM spans s LEFT JOIN resources r ON r.id = s.resource_id WHERE ${toRange('s.start_ns', range)} ORDER BY s.start_ns`;
  const partitions = '(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (hour, release), OVERWRITE_OR_IGNORE)';
  const others = (table: string): string =>
    `SELECT t.* EXCLUDE (resource_id), r.attributes AS resource, r.kinds AS resource_kinds
     FROM ${table} t LEFT JOIN resources r ON r.id = t.resource_id WHERE ${toRange('t.time_ns', range)} ORDER BY t.time_ns`;
  return {
    spans: await copy(spans, 'spans', partitions),
    logs: await copy(others('logs'), 'logs.parquet', format),
    metrics:
      (await copy(others('metrics'), 'metrics.parquet', format)) +
      (await copy(others('functions'), functionsFile, format)),
  };
}

export async function readParquet(
  connection: DuckDBConnection,
  path: string,
  after: number,
  limit: number,
): Promise<readonly StoredSpan[]> {
  const files = statSync(path).isDirectory() ? join(path, '**', '*.parquet') : path;
  const source = `read_parquet(${toLiteral(files)}, hive_partitioning = true, union_by_name = true, file_row_number = false)`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const names = described
    .getRowsJS()
    .map((row) => String(row[0]))
    .filter((name) => !own.has(name));
  const attributes = names.map((name) => `s.${quote(name)} AS ${quote(toAttributeAlias(name))}`);
  const rows = await connection.runAndReadAll(`
    SELECT row_number() OVER () AS cursor, replace(s.trace_id::VARCHAR, '-', '') AS trace_id, lpad(lower(to_hex(s.span_id)), 16, '0') AS span_id,
      CASE WHEN s.parent_span_id IS NULL THEN '' ELSE lpad(lower(to_hex(s.parent_span_id)), 16, '0') END AS parent_span_id,
      s.start_ns, s.duration_ns, s.name, s.kind::VARCHAR AS kind, s.status::VARCHAR AS status, s.status_message, s.trace_state,
      to_json(s.attributes)::VARCHAR AS attributes, s.kinds, to_json(s.resource)::VARCHAR AS resource, s.resource_kinds,
      s.scope_name, s.scope_version, s.events, s.links, s.dropped_attributes, s.dropped_events, s.dropped_links
      ${attributes.map((column) => `, ${column}`).join('')}
    FROM ${source} s LIMIT ${limit} OFFSET ${after}`);
  return rows.getRowObjectsJS().map((row, index) => ({ cursor: after + index + 1, span: toSpanRecord(row, names) }));
}

function toRange(column: string, { from, to }: TimeRange): string {
  const nano = (milliseconds: number): string => String(BigInt(Math.round(milliseconds)) * 1_000_000n);
  const parts = [
    ...(from === undefined ? [] : [`${column} >= ${nano(from)}`]),
    ...(to === undefined ? [] : [`${column} < ${nano(to)}`]),
  ];
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ');
}
