import { temporalities } from '@seatrial/model';
import type { MetricPoint, Temporality } from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { toMetricPoints } from '../metric-point.ts';
import type { MetricData } from '../metric-point.ts';
import { Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readByResource, readByScope } from './groups.ts';
import { readKeyValue } from './values.ts';
import { readExponentialPoint, readHistogramPoint, readNumberPoint, readSummaryPoint } from './metric-points.ts';
import { ProtobufReader } from './reader.ts';

/** Reads an ExportMetricsServiceRequest. */
export function parseProtobufMetrics(bytes: Uint8Array): Parsed<MetricPoint> {
  const reader = new ProtobufReader(bytes);
  const points = new Collector<MetricPoint>();
  readByResource(reader, (scopeEnd, resource) => {
    readByScope(reader, scopeEnd, (end, scope) => {
      const { data, ...metric } = readMetric(reader, end);
      if (data !== undefined) for (const point of toMetricPoints(metric, data, resource, scope)) points.add(point);
    });
  });
  return points.toParsed();
}

function readMetric(reader: ProtobufReader, end: number) {
  const metric = {
    name: '',
    description: '',
    unit: '',
    attributes: createBag(),
    data: undefined as MetricData | undefined,
  };
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        metric.name = reader.key(end);
        break;
      case 18:
        metric.description = reader.key(end);
        break;
      case 26:
        metric.unit = reader.key(end);
        break;
      case 42:
        metric.data = { type: 'gauge', points: readData(reader, end, readNumberPoint).points };
        break;
      case 58:
        metric.data = { type: 'sum', ...readData(reader, end, readNumberPoint) };
        break;
      case 74:
        metric.data = { type: 'histogram', ...readData(reader, end, readHistogramPoint) };
        break;
      case 82:
        metric.data = { type: 'exponential_histogram', ...readData(reader, end, readExponentialPoint) };
        break;
      case 90:
        metric.data = { type: 'summary', points: readData(reader, end, readSummaryPoint).points };
        break;
      case 98:
        readKeyValue(reader, end, metric.attributes);
        break;
      default:
        reader.skip(tag, end);
    }
  }
  reader.close(end);
  return metric;
}

/** Gauge, Sum, Histogram, ExponentialHistogram and Summary number their fields alike. */
function readData<T>(reader: ProtobufReader, parentEnd: number, readPoint: (reader: ProtobufReader, end: number) => T) {
  const end = reader.open(parentEnd);
  const points: T[] = [];
  let temporality: Temporality = 'unspecified';
  let monotonic = false;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) points.push(readPoint(reader, reader.open(end)));
    else if (tag === 16) temporality = temporalities[reader.int32()] ?? 'unspecified';
    else if (tag === 24) monotonic = reader.bool();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return { points, temporality, monotonic };
}
