import { createHash } from 'node:crypto';
import { cohortPrefix, flagPrefix, functionAttributes, functionMetrics, toText } from '@seatrial/model';
import type { AttributeMap, ExponentialHistogramPoint, MetricPoint, ResourceRecord } from '@seatrial/model';
import type { BufferPool } from '../columnar/buffer-pool.ts';
import { ChunkBuilder } from '../columnar/chunk-builder.ts';
import { chunkRows } from '../columnar/chunk.ts';
import { encodeMetrics } from '../encode-records.ts';
import { toBigint64 } from '../encode-spans.ts';
import type { TableChunk } from '../encoded-batch.ts';
import { toMetricValue } from '../metric-data.ts';
import { releaseAttributes, toReleaseText } from '../release-columns.ts';
import type { SharedColumns } from '../release-columns.ts';
import { functionColumns, toIndexes } from '../tables.ts';

type SharedOf = (resource: ResourceRecord) => SharedColumns;

const at = toIndexes(functionColumns);
const prefix = 'seatrial.function.';

/** What the points are kept as, by the name of their metric. */
const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries(functionMetrics).map(([kind, name]) => [name as string, kind]),
);

/** The finest scale that is kept: eight buckets in each power of two, as the probes have it. */
const finestScale = 3;

/** The cohort of all cohorts beyond the limit. */
export const othersCohort = '(others)';

/** Metric points: those of watched functions go into a table of their own. */
export function encodePoints(
  pool: BufferPool,
  points: readonly MetricPoint[],
  sharedOf: SharedOf,
): readonly TableChunk[] {
  const isFunction = ({ metric, attributes }: MetricPoint): boolean =>
    metric.name.startsWith(prefix) && kinds.has(metric.name) && typeof attributes[functionAttributes.id] === 'string';
  if (!points.some(isFunction)) return encodeMetrics(pool, points, sharedOf);
  return [
    ...encodeMetrics(
      pool,
      points.filter((point) => !isFunction(point)),
      sharedOf,
    ),
    ...encodeFunctions(pool, points.filter(isFunction), sharedOf),
  ];
}

function encodeFunctions(pool: BufferPool, points: readonly MetricPoint[], sharedOf: SharedOf): readonly TableChunk[] {
  const chunks: TableChunk[] = [];
  for (let start = 0; start < points.length; start += chunkRows) {
    const slice = points.slice(start, start + chunkRows);
    const builder = new ChunkBuilder(pool, functionColumns, slice.length);
    for (const point of slice) {
      addPoint(builder, point, sharedOf(point.resource));
      builder.next();
    }
    chunks.push({ table: 'functions', chunk: builder.toChunk() });
  }
  return chunks;
}

const releaseColumnNames = ['version', 'build_id', 'deployment_id', 'ring', 'commit', 'environment'] as const;

/** What tells one counter of a process from another. */
const textColumns = [
  'metric',
  'function_id',
  'cohort',
  'error_type',
  'error_origin',
  'reason',
  'service',
  ...releaseColumnNames,
] as const;

function addPoint(builder: ChunkBuilder, point: MetricPoint, shared: SharedColumns): void {
  const { attributes, metric } = point;
  const text = (name: string): string => {
    const value = attributes[name];
    return value === undefined || value === null ? '' : toText(value);
  };
  const release = (name: (typeof releaseColumnNames)[number]): string =>
    toReleaseText(shared, point.resource.attributes, attributes, releaseColumnNames.indexOf(name));
  const isTimed = point.type === 'exponential_histogram' && point.scale >= coarsestScale;
  const buckets = isTimed ? toBuckets(point) : undefined;
  const texts: Readonly<Record<(typeof textColumns)[number], string>> = {
    metric: kinds.get(metric.name) ?? '',
    function_id: text(functionAttributes.id),
    cohort: toCohort(attributes),
    error_type: text(functionAttributes.errorType),
    error_origin: text(functionAttributes.errorOrigin),
    reason: text(functionAttributes.reason),
    service: shared.service,
    version: release('version'),
    build_id: release('build_id'),
    deployment_id: release('deployment_id'),
    ring: release('ring'),
    commit: release('commit'),
    environment: release('environment'),
  };
  const delta = 'temporality' in point && point.temporality === 'delta';
  builder.int64(at('time_ns'), toBigint64(point.timeNano));
  builder.int64(at('start_ns'), toBigint64(point.startNano));
  const process = toProcess(point.resource);
  builder.int64(at('process'), process);
  builder.int64(at('series'), toNumber([String(process), String(delta), ...Object.values(texts)]));
  builder.bool(at('delta'), delta);
  builder.double(at('value'), 'count' in point ? Number(point.count) : (toMetricValue(point) ?? 0));
  builder.int32(at('scale'), buckets?.scale ?? finestScale);
  builder.double(at('zero_count'), buckets?.zeroCount ?? 0);
  if (buckets !== undefined) builder.text(at('buckets'), buckets.text);
  builder.text(at('name'), text(functionAttributes.name));
  builder.text(at('file'), text(functionAttributes.file));
  builder.bool(at('changed'), attributes[functionAttributes.changed] === true);
  for (const name of textColumns) builder.text(at(name), texts[name]);
  addExample(builder, point);
  builder.int32(at('resource_id'), shared.resourceId);
}

/**
 * Who counted: by instance id where there is one, since the rest of a resource can be known later than the first point is
 * sent (OpenTelemetry's detectors of hosts and clouds are asynchronous).
 */
function toProcess({ attributes }: ResourceRecord): bigint {
  const id = attributes['service.instance.id'];
  if (id === undefined || id === null) return toNumber([toText(attributes)]);
  return toNumber([id, attributes['service.name'] ?? '', attributes['service.namespace'] ?? ''].map(toText));
}

/** 64 bits of a digest: one number for one list of texts. */
function toNumber(texts: readonly string[]): bigint {
  return createHash('sha1').update(JSON.stringify(texts)).digest().readBigInt64LE(0);
}

/** The earliest exemplar: the first request that is known to have called it. */
function addExample(builder: ChunkBuilder, { exemplars }: MetricPoint): void {
  const [first] = exemplars.toSorted((a, b) => (a.timeNano < b.timeNano ? -1 : a.timeNano > b.timeNano ? 1 : 0));
  if (first === undefined) return;
  if (first.timeNano > 0n) builder.int64(at('example_ns'), toBigint64(first.timeNano));
  if (/^[0-9a-f]{32}$/.test(first.traceId)) builder.traceId(at('trace_id'), first.traceId);
}

/** `cohort.audience=internal,flag.new-checkout=on`, by name. */
function toCohort(attributes: AttributeMap): string {
  if (attributes[functionAttributes.overflow] === true) return othersCohort;
  const parts: string[] = [];
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || value === null || (releaseAttributes as readonly string[]).includes(name)) continue;
    if (name.startsWith(flagPrefix)) parts.push(`flag.${name.slice(flagPrefix.length)}=${toText(value)}`);
    else if (name.startsWith(cohortPrefix)) parts.push(`cohort.${name.slice(cohortPrefix.length)}=${toText(value)}`);
  }
  return parts.toSorted().join(',');
}

/** A coarser scale than this says nothing of a duration. */
const coarsestScale = -2;

/** Powers of two, in seconds, that a duration can be of: a nanosecond to twelve days. What lies beyond is counted at the end. */
const [leastPower, mostPower] = [-30, 20];

/** Buckets as they are kept; finer ones than {@link finestScale} are joined, which loses nothing beyond their width. */
function toBuckets(point: ExponentialHistogramPoint): {
  readonly scale: number;
  readonly zeroCount: number;
  readonly text: string;
} {
  const { positive, zeroCount } = point;
  const scale = Math.min(point.scale, finestScale);
  const counts = new Map<number, bigint>();
  for (const [place, count] of positive.counts.entries()) {
    if (count === 0n) continue;
    const natural = Math.floor((positive.offset + place) / 2 ** (point.scale - scale));
    const index = Math.floor(Math.max(leastPower * 2 ** scale, Math.min(natural, mostPower * 2 ** scale)));
    counts.set(index, (counts.get(index) ?? 0n) + count);
  }
  const text = [...counts].map(([index, count]) => `${index}:${count}`).join(',');
  return { scale, zeroCount: Number(zeroCount), text };
}
