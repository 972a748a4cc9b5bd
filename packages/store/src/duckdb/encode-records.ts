import { toText } from '@seatrial/model';
import type { AttributeMap, LogRecord, MetricPoint, ResourceRecord } from '@seatrial/model';
import { toJsonText, toKindEntry } from './attribute-text.ts';
import type { BufferPool } from './columnar/buffer-pool.ts';
import { ChunkBuilder } from './columnar/chunk-builder.ts';
import { chunkRows } from './columnar/chunk.ts';
import type { TableChunk } from './encoded-batch.ts';
import { toBigint64 } from './encode-spans.ts';
import { toMetricData, toMetricValue } from './metric-data.ts';
import { toReleaseText } from './release-columns.ts';
import type { SharedColumns } from './release-columns.ts';
import { logColumns, metricColumns, tableColumns, toIndexes } from './tables.ts';
import type { DataTable } from './tables.ts';

type SharedOf = (resource: ResourceRecord) => SharedColumns;

interface Record {
  readonly attributes: AttributeMap;
  readonly resource: ResourceRecord;
  readonly scope: { readonly name: string; readonly version: string };
}

const log = toIndexes(logColumns);
const metric = toIndexes(metricColumns);

export function encodeLogs(pool: BufferPool, logs: readonly LogRecord[], sharedOf: SharedOf): readonly TableChunk[] {
  return encode(pool, 'logs', logs, log, sharedOf, (builder, record) => {
    // OpenTelemetry's log data model: where the time is unknown, the time of observation stands in.
    builder.int64(log('time_ns'), toBigint64(record.timeNano === 0n ? record.observedTimeNano : record.timeNano));
    builder.int32(log('severity_number'), record.severityNumber);
    builder.text(log('severity'), record.severityText);
    builder.text(log('event_name'), record.eventName);
    builder.text(log('body'), toJsonText(record.body));
    if (record.traceId !== '') builder.traceId(log('trace_id'), record.traceId);
    if (record.spanId !== '') builder.spanId(log('span_id'), record.spanId);
  });
}

export function encodeMetrics(
  pool: BufferPool,
  points: readonly MetricPoint[],
  sharedOf: SharedOf,
): readonly TableChunk[] {
  return encode(pool, 'metrics', points, metric, sharedOf, (builder, point) => {
    builder.int64(metric('time_ns'), toBigint64(point.timeNano));
    builder.int64(metric('start_ns'), toBigint64(point.startNano));
    builder.text(metric('name'), point.metric.name);
    builder.text(metric('description'), point.metric.description);
    builder.text(metric('unit'), point.metric.unit);
    builder.text(metric('type'), point.type);
    builder.text(metric('temporality'), 'temporality' in point ? point.temporality : '');
    builder.bool(metric('monotonic'), point.type === 'sum' && point.monotonic);
    const value = toMetricValue(point);
    if (value !== null) builder.double(metric('value'), value);
    builder.text(metric('data'), toMetricData(point));
  });
}

function encode<T extends Record>(
  pool: BufferPool,
  table: DataTable,
  records: readonly T[],
  at: (name: string) => number,
  sharedOf: SharedOf,
  add: (builder: ChunkBuilder, record: T) => void,
): readonly TableChunk[] {
  const chunks: TableChunk[] = [];
  for (let start = 0; start < records.length; start += chunkRows) {
    const slice = records.slice(start, start + chunkRows);
    const builder = new ChunkBuilder(pool, tableColumns[table], slice.length);
    for (const record of slice) {
      add(builder, record);
      addShared(builder, record, at, sharedOf(record.resource));
      builder.next();
    }
    chunks.push({ table, chunk: builder.toChunk() });
  }
  return chunks;
}

function addShared(builder: ChunkBuilder, record: Record, at: (name: string) => number, shared: SharedColumns): void {
  let kinds = '';
  for (const name in record.attributes) {
    const value = record.attributes[name];
    if (value === undefined) continue;
    builder.mapEntry(at('attributes'), name, toText(value));
    kinds += toKindEntry(name, value);
  }
  builder.text(at('service'), shared.service);
  builder.text(at('version'), toReleaseText(shared, record.resource.attributes, record.attributes, 0));
  builder.text(at('kinds'), kinds);
  builder.int32(at('resource_id'), shared.resourceId);
  builder.text(at('scope_name'), record.scope.name);
  builder.text(at('scope_version'), record.scope.version);
}
