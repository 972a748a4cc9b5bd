import { isEntrySpan, isErrorSpan, isShadowSpan, toRoute, toServiceName, toText } from '@seatrial/model';
import type { LogRecord, MetricPoint, ResourceRecord, SpanRecord } from '@seatrial/model';
import { BIGINT, BOOLEAN, DOUBLE, DuckDBUUIDValue, INTEGER, MAP, UBIGINT, UUID, VARCHAR } from '@duckdb/node-api';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { toAttributeColumns, toJsonText } from './attribute-columns.ts';
import { toMetricData, toMetricValue } from './metric-data.ts';

/** How records become rows: one type and one value for each column, in the order of the schema. */
export interface TableShape<T> {
  readonly table: string;
  readonly types: readonly DuckDBType[];
  toRow(record: T, resourceId: string, cursor: bigint): readonly DuckDBValue[];
}

const attributeMap = MAP(VARCHAR, VARCHAR);
const texts = (count: number): readonly DuckDBType[] => Array.from({ length: count }, () => VARCHAR);

export const spanShape: TableShape<SpanRecord> = {
  table: 'spans',
  types: [
    BIGINT,
    UUID,
    UBIGINT,
    UBIGINT,
    BIGINT,
    BIGINT,
    ...texts(12),
    BOOLEAN,
    BOOLEAN,
    BOOLEAN,
    BOOLEAN,
    BIGINT,
    VARCHAR,
    attributeMap,
    VARCHAR,
    VARCHAR,
    ...texts(4),
    INTEGER,
    INTEGER,
    INTEGER,
  ],
  toRow(span, resourceId, cursor) {
    const { map, kinds } = toAttributeColumns(span.attributes);
    const release = toReleaseColumns(span);
    return [
      cursor,
      toUuid(span.traceId),
      BigInt(`0x${span.spanId}`),
      span.parentSpanId === '' ? null : BigInt(`0x${span.parentSpanId}`),
      toBigint64(span.startNano),
      toBigint64(span.endNano) - toBigint64(span.startNano),
      ...release,
      span.name,
      span.kind,
      toRoute(span),
      span.statusCode,
      span.statusMessage,
      isErrorSpan(span),
      isEntrySpan(span),
      isShadowSpan(span),
      span.attributes['seatrial.unfinished'] !== undefined,
      toProcessStart(span.resource),
      span.traceState,
      map,
      kinds,
      resourceId,
      span.scope.name,
      span.scope.version,
      span.events.length === 0 ? '[]' : JSON.stringify(span.events.map(toEventJson)),
      span.links.length === 0 ? '[]' : JSON.stringify(span.links.map(toLinkJson)),
      span.droppedAttributes,
      span.droppedEvents,
      span.droppedLinks,
    ];
  },
};

export const logShape: TableShape<LogRecord> = {
  table: 'logs',
  types: [BIGINT, INTEGER, VARCHAR, VARCHAR, VARCHAR, UUID, UBIGINT, VARCHAR, VARCHAR, attributeMap, ...texts(4)],
  toRow(log, resourceId) {
    const { map, kinds } = toAttributeColumns(log.attributes);
    const [service, version] = toReleaseColumns(log);
    return [
      // OpenTelemetry's log data model: where the time is unknown, the time of observation stands in.
      toBigint64(log.timeNano === 0n ? log.observedTimeNano : log.timeNano),
      log.severityNumber,
      log.severityText,
      log.eventName,
      toJsonText(log.body),
      log.traceId === '' ? null : toUuid(log.traceId),
      log.spanId === '' ? null : BigInt(`0x${log.spanId}`),
      service ?? '',
      version ?? '',
      map,
      kinds,
      resourceId,
      log.scope.name,
      log.scope.version,
    ];
  },
};

export const metricShape: TableShape<MetricPoint> = {
  table: 'metrics',
  types: [BIGINT, BIGINT, ...texts(5), BOOLEAN, DOUBLE, VARCHAR, VARCHAR, VARCHAR, attributeMap, ...texts(4)],
  toRow(point, resourceId) {
    const { map, kinds } = toAttributeColumns(point.attributes);
    const [service, version] = toReleaseColumns(point);
    return [
      toBigint64(point.timeNano),
      toBigint64(point.startNano),
      point.metric.name,
      point.metric.description,
      point.metric.unit,
      point.type,
      'temporality' in point ? point.temporality : '',
      point.type === 'sum' && point.monotonic,
      toMetricValue(point),
      toMetricData(point),
      service ?? '',
      version ?? '',
      map,
      kinds,
      resourceId,
      point.scope.name,
      point.scope.version,
    ];
  },
};

const releaseAttributes = [
  'service.version',
  'app.build_id',
  'deployment.id',
  'seatrial.ring',
  'vcs.ref.head.revision',
  'deployment.environment.name',
] as const;

/** Service, version, build id, deployment id, ring, commit, environment. The resource knows best, then the record. */
function toReleaseColumns(record: SpanRecord | LogRecord | MetricPoint): readonly string[] {
  const own = record.attributes;
  const shared = record.resource.attributes;
  return [
    toServiceName(record),
    ...releaseAttributes.map((name) => {
      const value =
        shared[name] ?? own[name] ?? (name === 'deployment.environment.name' ? shared['deployment.environment'] : null);
      return value === null || value === undefined ? '' : toText(value);
    }),
  ];
}

function toProcessStart(resource: ResourceRecord): bigint | null {
  const text = resource.attributes['process.creation.time'];
  const milliseconds = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds) * 1_000_000n;
}

function toUuid(traceId: string): DuckDBUUIDValue {
  return DuckDBUUIDValue.fromUint128(BigInt(`0x${traceId}`));
}

const largest = 2n ** 63n - 1n;

/** OTLP's times are unsigned; one beyond the year 2262 is kept at the largest that a signed column holds. */
function toBigint64(value: bigint): bigint {
  return value > largest ? largest : value;
}

function toEventJson(event: SpanRecord['events'][number]): unknown {
  return {
    time: String(event.timeNano),
    name: event.name,
    attributes: JSON.parse(toJsonText(event.attributes)) as unknown,
  };
}

function toLinkJson(link: SpanRecord['links'][number]): unknown {
  return { traceId: link.traceId, spanId: link.spanId, attributes: JSON.parse(toJsonText(link.attributes)) as unknown };
}
