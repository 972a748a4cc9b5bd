import { temporalities } from '@seatrial/model';
import type { ExemplarRecord, ExponentialBuckets, MetricPoint } from '@seatrial/model';
import { noBuckets, toMetricPoints } from '../metric-point.ts';
import type { ExponentialFields, HistogramFields, MetricData, NumberFields, SummaryFields } from '../metric-point.ts';
import { Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readRecords } from './groups.ts';
import { readAttributes } from './values.ts';
import {
  field,
  readCount,
  readDouble,
  readEnum,
  readId,
  readInteger,
  readList,
  readObject,
  readSigned32,
  readText,
  readUnsigned,
  toDouble,
  toObject,
} from './fields.ts';
import type { JsonObject } from './fields.ts';

export function parseJsonMetrics(request: JsonObject): Parsed<MetricPoint> {
  const points = new Collector<MetricPoint>();
  const names = { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' };
  readRecords(request, names, (object, resource, scope) => {
    const metric = {
      name: readText(object, 'name'),
      description: readText(object, 'description'),
      unit: readText(object, 'unit'),
      attributes: readAttributes(object, 'metadata'),
    };
    const data = readData(object);
    if (data !== undefined) for (const point of toMetricPoints(metric, data, resource, scope)) points.add(point);
  });
  return points.toParsed();
}

function readData(object: JsonObject): MetricData | undefined {
  return (
    readObject(
      object,
      'gauge',
      (data) => ({ type: 'gauge', points: readList(data, 'dataPoints', toNumberPoint) }) as const,
    ) ??
    readObject(object, 'sum', (data) => {
      const monotonic = field(data, 'isMonotonic') === true;
      return {
        type: 'sum',
        points: readList(data, 'dataPoints', toNumberPoint),
        temporality: temporality(data),
        monotonic,
      } as const;
    }) ??
    readObject(object, 'histogram', (data) => {
      return {
        type: 'histogram',
        points: readList(data, 'dataPoints', toHistogramPoint),
        temporality: temporality(data),
      } as const;
    }) ??
    readObject(object, 'exponentialHistogram', (data) => {
      const points = readList(data, 'dataPoints', toExponentialPoint);
      return { type: 'exponential_histogram', points, temporality: temporality(data) } as const;
    }) ??
    readObject(
      object,
      'summary',
      (data) => ({ type: 'summary', points: readList(data, 'dataPoints', toSummaryPoint) }) as const,
    )
  );
}

function temporality(data: JsonObject): (typeof temporalities)[number] {
  return readEnum(data, 'aggregationTemporality', temporalities, 'AGGREGATION_TEMPORALITY_');
}

interface PointFields {
  readonly startNano: bigint;
  readonly timeNano: bigint;
  readonly flags: number;
  readonly attributes: NumberFields['attributes'];
  readonly exemplars: readonly ExemplarRecord[];
}

function toPoint(object: JsonObject): PointFields {
  return {
    startNano: readUnsigned(object, 'startTimeUnixNano'),
    timeNano: readUnsigned(object, 'timeUnixNano'),
    flags: readCount(object, 'flags'),
    attributes: readAttributes(object, 'attributes'),
    exemplars: readList(object, 'exemplars', toExemplar),
  };
}

function toNumberPoint(entry: unknown): NumberFields {
  const object = toObject(entry);
  return { ...toPoint(object), value: readNumber(object) };
}

function readNumber(object: JsonObject): number | bigint | null {
  if (field(object, 'asInt') !== undefined) return readInteger(object, 'asInt');
  return readDouble(object, 'asDouble') ?? null;
}

function toHistogramPoint(entry: unknown): HistogramFields {
  const object = toObject(entry);
  return {
    ...toPoint(object),
    ...readSummaryValues(object),
    count: readUnsigned(object, 'count'),
    bucketCounts: readList(object, 'bucketCounts', toCount),
    explicitBounds: readList(object, 'explicitBounds', toDouble),
  };
}

function readSummaryValues(object: JsonObject): Pick<HistogramFields, 'sum' | 'min' | 'max'> {
  return {
    sum: readDouble(object, 'sum') ?? null,
    min: readDouble(object, 'min') ?? null,
    max: readDouble(object, 'max') ?? null,
  };
}

function toExponentialPoint(entry: unknown): ExponentialFields {
  const object = toObject(entry);
  return {
    ...toPoint(object),
    ...readSummaryValues(object),
    count: readUnsigned(object, 'count'),
    scale: readSigned32(object, 'scale'),
    zeroCount: readUnsigned(object, 'zeroCount'),
    zeroThreshold: readDouble(object, 'zeroThreshold') ?? 0,
    positive: readObject(object, 'positive', toBuckets) ?? noBuckets,
    negative: readObject(object, 'negative', toBuckets) ?? noBuckets,
  };
}

function toBuckets(object: JsonObject): ExponentialBuckets {
  return { offset: readSigned32(object, 'offset'), counts: readList(object, 'bucketCounts', toCount) };
}

function toCount(value: unknown): bigint {
  return readUnsigned({ value }, 'value');
}

function toSummaryPoint(entry: unknown): SummaryFields {
  const object = toObject(entry);
  return {
    ...toPoint(object),
    exemplars: [],
    count: readUnsigned(object, 'count'),
    sum: readDouble(object, 'sum') ?? 0,
    quantiles: readList(object, 'quantileValues', (pair) => ({
      quantile: readDouble(toObject(pair), 'quantile') ?? 0,
      value: readDouble(toObject(pair), 'value') ?? 0,
    })),
  };
}

function toExemplar(entry: unknown): ExemplarRecord {
  const object = toObject(entry);
  return {
    timeNano: readUnsigned(object, 'timeUnixNano'),
    value: readNumber(object),
    traceId: readId(object, 'traceId', 16),
    spanId: readId(object, 'spanId', 8),
    attributes: readAttributes(object, 'filteredAttributes'),
  };
}
