import type { AttributeMap, Phase, SpanKind, SpanRecord, StatusCode } from '@seatrial/model';
import type { HistogramRow, JsonValue, LogRow, OperationRow, ReleaseRow, SpanRow } from '../rows.ts';
import { fromAttributeText, toAttributes } from './attribute-text.ts';
import { toAttributeAlias } from './queries.ts';

/** A row as DuckDB gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** The attributes of a row of spans as JSON has them. */
function readAttributes(row: Row, promoted: Iterable<string>): SpanRow['attributes'] {
  const columns: (readonly [string, string | number])[] = [];
  for (const name of promoted) {
    const value = row[toAttributeAlias(name)];
    if (typeof value === 'string') columns.push([name, value]);
    if (typeof value === 'bigint') columns.push([name, Number(value)]);
  }
  return fromAttributeText(text(row, 'attributes'), columns, text(row, 'kinds'));
}

/** A span as it was received, as far as a store keeps it: flags, and what scopes and resources have beside attributes, are not. */
export function toSpanRecord(row: Row, promoted: Iterable<string>): SpanRecord {
  const startNano = row['start_ns'] as bigint;
  const events = JSON.parse(text(row, 'events') || '[]') as SpanRow['events'];
  const links = JSON.parse(text(row, 'links') || '[]') as SpanRow['links'];
  const resource = fromAttributeText(text(row, 'resource') || '{}', [], text(row, 'resource_kinds'));
  return {
    traceId: text(row, 'trace_id'),
    spanId: text(row, 'span_id'),
    parentSpanId: text(row, 'parent_span_id'),
    traceState: text(row, 'trace_state'),
    flags: 0,
    name: text(row, 'name'),
    kind: text(row, 'kind') as SpanKind,
    startNano,
    endNano: startNano + (row['duration_ns'] as bigint),
    attributes: toAttributes(readAttributes(row, promoted), text(row, 'kinds')),
    droppedAttributes: Number(row['dropped_attributes']),
    events: events.map(({ time, name, attributes }) => ({
      timeNano: BigInt(time),
      name,
      attributes: attributes as AttributeMap,
      droppedAttributes: 0,
    })),
    droppedEvents: Number(row['dropped_events']),
    links: links.map(({ traceId, spanId, attributes }) => ({
      traceId,
      spanId,
      traceState: '',
      attributes: attributes as AttributeMap,
      droppedAttributes: 0,
      flags: 0,
    })),
    droppedLinks: Number(row['dropped_links']),
    statusCode: text(row, 'status') as StatusCode,
    statusMessage: text(row, 'status_message'),
    resource: { attributes: toAttributes(resource, text(row, 'resource_kinds')), schemaUrl: '' },
    scope: { name: text(row, 'scope_name'), version: text(row, 'scope_version'), attributes: {}, schemaUrl: '' },
  };
}

export function toSpanRow(row: Row, promoted: Iterable<string>): SpanRow {
  return {
    cursor: Number(row['cursor']),
    traceId: text(row, 'trace_id'),
    spanId: text(row, 'span_id'),
    parentSpanId: text(row, 'parent_span_id'),
    name: text(row, 'name'),
    kind: text(row, 'kind') as SpanKind,
    route: text(row, 'route'),
    ...toReleaseFields(row),
    start: toIso(row['start_ns']),
    durationMs: toMs(row['duration_ns']),
    status: text(row, 'status') as StatusCode,
    statusMessage: text(row, 'status_message'),
    error: row['error'] === true,
    entry: row['entry'] === true,
    traceState: text(row, 'trace_state'),
    attributes: readAttributes(row, promoted),
    resource: fromAttributeText(text(row, 'resource') || '{}', [], text(row, 'resource_kinds')),
    scope: { name: text(row, 'scope_name'), version: text(row, 'scope_version') },
    events: (JSON.parse(text(row, 'events') || '[]') as SpanRow['events']).map((event) => ({
      ...event,
      time: toIso(event.time),
    })),
    links: JSON.parse(text(row, 'links') || '[]') as SpanRow['links'],
    dropped: {
      attributes: Number(row['dropped_attributes']),
      events: Number(row['dropped_events']),
      links: Number(row['dropped_links']),
    },
  };
}

export function toLogRow(row: Row): LogRow {
  return {
    cursor: Number(row['cursor']),
    time: toIso(row['time_ns']),
    severity: text(row, 'severity'),
    severityNumber: Number(row['severity_number']),
    eventName: text(row, 'event_name'),
    body: JSON.parse(text(row, 'body')) as JsonValue,
    traceId: text(row, 'trace_id'),
    spanId: text(row, 'span_id'),
    service: text(row, 'service'),
    version: text(row, 'version'),
    attributes: fromAttributeText(text(row, 'attributes'), [], text(row, 'kinds')),
    resource: fromAttributeText(text(row, 'resource') || '{}', [], text(row, 'resource_kinds')),
  };
}

export function toOperationRow(row: Row): OperationRow {
  const spans = Number(row['spans']);
  const errors = Number(row['errors']);
  const [p50Ms, p95Ms, p99Ms] = toQuantiles(row);
  return {
    service: text(row, 'service'),
    operation: text(row, 'name'),
    kind: text(row, 'kind') as SpanKind,
    route: text(row, 'route'),
    spans,
    errors,
    errorRate: errors / spans,
    p50Ms,
    p95Ms,
    p99Ms,
    lastSeen: toIso(row['last_ns']),
  };
}

/** Joins what is known of each release's spans with what is known of its requests. */
export function toReleaseRows(spans: readonly Row[], requests: readonly Row[]): readonly ReleaseRow[] {
  const byKey = new Map(requests.map((row) => [JSON.stringify(toReleaseFields(row)), row]));
  const totals = new Map<string, number>();
  for (const row of requests) totals.set(toArena(row), (totals.get(toArena(row)) ?? 0) + Number(row['requests']));
  return spans
    .map((row): ReleaseRow => {
      const release = toReleaseFields(row);
      const asked = byKey.get(JSON.stringify(release));
      const count = Number(asked?.['requests'] ?? 0);
      const errors = Number(asked?.['errors'] ?? 0);
      const [p50Ms, p95Ms, p99Ms] = asked === undefined ? [null, null, null] : toQuantiles(asked);
      const total = totals.get(toArena(row)) ?? 0;
      return {
        ...release,
        firstSeen: toIso(row['first_ns']),
        lastSeen: toIso(row['last_ns']),
        spans: Number(row['spans']),
        requests: count,
        errors,
        errorRate: count === 0 ? null : errors / count,
        p50Ms,
        p95Ms,
        p99Ms,
        trafficShare: count === 0 ? null : count / total,
      };
    })
    .toSorted(
      (a, b) =>
        compare(a.service, b.service) ||
        compare(b.lastSeen, a.lastSeen) ||
        compare(b.version, a.version) ||
        compare(a.ring, b.ring) ||
        compare(a.by ?? '', b.by ?? ''),
    );
}

export function toHistogramRow(row: Row): HistogramRow {
  return {
    service: text(row, 'service'),
    environment: text(row, 'environment'),
    arm: text(row, 'arm'),
    commit: text(row, 'commit'),
    buildId: text(row, 'build_id'),
    route: text(row, 'route'),
    cohort: text(row, 'cohort'),
    phase: text(row, 'phase') as Phase,
    batch: toIso(row['batch_ns']),
    requests: Number(row['requests']),
    errors: Number(row['errors']),
    weight: Number(row['weight']),
    counts: (row['counts'] as readonly bigint[]).map(Number),
  };
}

function toReleaseFields(
  row: Row,
): Pick<ReleaseRow, 'service' | 'version' | 'buildId' | 'deploymentId' | 'ring' | 'commit' | 'environment' | 'by'> {
  return {
    service: text(row, 'service'),
    version: text(row, 'version'),
    buildId: text(row, 'build_id'),
    deploymentId: text(row, 'deployment_id'),
    ring: text(row, 'ring'),
    commit: text(row, 'commit'),
    environment: text(row, 'environment'),
    ...('by_value' in row && { by: text(row, 'by_value') }),
  };
}

/** Where traffic is shared: one service in one environment. */
function toArena(row: Row): string {
  return JSON.stringify([row['service'], row['environment']]);
}

export function toQuantiles(row: Row): readonly [number | null, number | null, number | null] {
  const [p50, p95, p99] = ((row['quantiles'] as readonly bigint[] | null) ?? []).map(toMs);
  return [p50 ?? null, p95 ?? null, p99 ?? null];
}

export function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

export function toIso(nano: unknown): string {
  return new Date(Number(BigInt(nano as bigint | string) / 1_000_000n)).toISOString();
}

function toMs(nano: unknown): number {
  return Number(nano) / 1e6;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
