import { isEntrySpan, isErrorSpan, isShadowSpan, spanKinds, statusCodes, toRoute, toText } from '@seatrial/model';
import type { AttributeMap, ResourceRecord, SpanRecord } from '@seatrial/model';
import { toJsonText, toKindEntry } from './attribute-text.ts';
import type { AttributeNames, Touched } from './attribute-names.ts';
import type { BufferPool } from './columnar/buffer-pool.ts';
import { ChunkBuilder } from './columnar/chunk-builder.ts';
import { chunkRows } from './columnar/chunk.ts';
import type { TableChunk } from './encoded-batch.ts';
import { isWhole } from './promoted-column.ts';
import { releaseColumnCount, toReleaseText } from './release-columns.ts';
import type { SharedColumns } from './release-columns.ts';
import { readSamplingWeight } from './sampling-weight.ts';
import { column } from './span-column.ts';
import { spanColumns, toAttributeColumn } from './tables.ts';
import { toFinalIdentity } from './pending-span.ts';

/** Spans as chunks. */
export function encodeSpans(
  pool: BufferPool,
  spans: readonly SpanRecord[],
  names: AttributeNames,
  sharedOf: (resource: ResourceRecord) => SharedColumns,
  touched: Touched,
): readonly TableChunk[] {
  const specs = [...spanColumns, ...names.columns.map(toAttributeColumn)];
  const chunks: TableChunk[] = [];
  for (let start = 0; start < spans.length; start += chunkRows) {
    const end = Math.min(start + chunkRows, spans.length);
    const builder = new ChunkBuilder(pool, specs, end - start);
    for (let index = start; index < end; index += 1) {
      const span = spans[index];
      if (span !== undefined) addSpan(builder, toFinalIdentity(span), sharedOf(span.resource), names, touched);
    }
    chunks.push({ table: 'spans', chunk: builder.toChunk() });
  }
  return chunks;
}

function addSpan(
  builder: ChunkBuilder,
  span: SpanRecord,
  shared: SharedColumns,
  names: AttributeNames,
  touched: Touched,
): void {
  const { attributes } = span;
  const start = toBigint64(span.startNano);
  builder.traceId(column.traceId, span.traceId);
  builder.spanId(column.spanId, span.spanId);
  if (span.parentSpanId !== '') builder.spanId(column.parentSpanId, span.parentSpanId);
  builder.int64(column.start, start);
  builder.int64(column.duration, toBigint64(span.endNano) - start);
  builder.text(column.service, shared.service);
  for (let index = 0; index < releaseColumnCount; index += 1)
    builder.text(column.version + index, toReleaseText(shared, span.resource.attributes, attributes, index));
  builder.text(column.name, span.name);
  builder.int8(column.kind, spanKinds.indexOf(span.kind));
  builder.text(column.route, toRoute(span));
  builder.int8(column.status, statusCodes.indexOf(span.statusCode));
  if (span.statusMessage !== '') builder.text(column.statusMessage, span.statusMessage);
  builder.bool(column.error, isErrorSpan(span));
  builder.bool(column.entry, isEntrySpan(span));
  builder.bool(column.shadow, isShadowSpan(span));
  builder.bool(column.unfinished, attributes['seatrial.unfinished'] !== undefined);
  if (shared.processStart !== undefined) builder.int64(column.processStart, shared.processStart);
  builder.double(column.weight, readSamplingWeight(span.traceState));
  if (span.traceState !== '') builder.text(column.traceState, span.traceState);
  addAttributes(builder, attributes, names, touched);
  builder.int32(column.resourceId, shared.resourceId);
  builder.text(column.scopeName, span.scope.name);
  builder.text(column.scopeVersion, span.scope.version);
  if (span.events.length > 0) builder.text(column.events, JSON.stringify(span.events.map(toEventJson)));
  if (span.links.length > 0) builder.text(column.links, JSON.stringify(span.links.map(toLinkJson)));
  if (span.droppedAttributes !== 0) builder.int32(column.droppedAttributes, span.droppedAttributes);
  if (span.droppedEvents !== 0) builder.int32(column.droppedEvents, span.droppedEvents);
  if (span.droppedLinks !== 0) builder.int32(column.droppedLinks, span.droppedLinks);
  builder.next();
}

function addAttributes(builder: ChunkBuilder, attributes: AttributeMap, names: AttributeNames, touched: Touched): void {
  let kinds = '';
  let cohorts = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    const entry = names.get(name);
    entry.seen += 1;
    if (entry.column === -1 || !entry.onSpans) touched.names.add(entry);
    const text = typeof value === 'string' ? value : toText(value);
    if (entry.integer && isWhole(value)) builder.whole(entry.column, value);
    else {
      if (entry.column === -1 || entry.integer) builder.mapEntry(column.attributes, name, text);
      else builder.text(entry.column, text);
      if (typeof value !== 'string') kinds += toKindEntry(name, value);
      if (entry.integer && !entry.mixed) touched.mixed.add(entry);
    }
    if (entry.cohort) cohorts += `${cohorts === '' ? '' : ','}${name.slice('seatrial.cohort.'.length)}=${text}`;
  }
  builder.text(column.kinds, kinds);
  builder.text(column.cohort, cohorts.includes(',') ? cohorts.split(',').toSorted().join(',') : cohorts);
}

const largest = 2n ** 63n - 1n;

/** OTLP's times are unsigned; one beyond the year 2262 is kept at the largest that a signed column holds. */
export function toBigint64(value: bigint): bigint {
  return value > largest ? largest : value;
}

export function toEventJson(event: SpanRecord['events'][number]): unknown {
  return {
    time: String(event.timeNano),
    name: event.name,
    attributes: JSON.parse(toJsonText(event.attributes)) as unknown,
  };
}

export function toLinkJson(link: SpanRecord['links'][number]): unknown {
  return { traceId: link.traceId, spanId: link.spanId, attributes: JSON.parse(toJsonText(link.attributes)) as unknown };
}
