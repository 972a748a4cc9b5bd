import type { Schema } from './protobuf.ts';

// Field numbers of opentelemetry-proto: common/v1, metrics/v1 and collector/metrics/v1.

const element: Schema = {
  stringValue: [1, 'string'],
  boolValue: [2, 'bool'],
  intValue: [3, 'varint'],
  doubleValue: [4, 'double'],
};
const anyValue: Schema = { ...element, arrayValue: [5, { values: [1, element] }] };
const keyValue: Schema = { key: [1, 'string'], value: [2, anyValue] };
const exemplar: Schema = {
  timeUnixNano: [2, 'fixed64'],
  asDouble: [3, 'double'],
  spanId: [4, 'hex'],
  traceId: [5, 'hex'],
};
const numberPoint: Schema = {
  attributes: [7, keyValue, 'shared'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  asInt: [6, 'sfixed64'],
  exemplars: [5, exemplar],
};
const durationPoint: Schema = {
  attributes: [1, keyValue, 'shared'],
  startTimeUnixNano: [2, 'fixed64'],
  timeUnixNano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  scale: [6, 'sint32'],
  zeroCount: [7, 'fixed64'],
  positive: [8, { offset: [1, 'sint32'], bucketCounts: [2, 'packedVarint'] }],
  exemplars: [11, exemplar],
  min: [12, 'double'],
  max: [13, 'double'],
};
const metric: Schema = {
  name: [1, 'string'],
  unit: [3, 'string'],
  gauge: [5, { dataPoints: [1, numberPoint] }],
  sum: [7, { dataPoints: [1, numberPoint], aggregationTemporality: [2, 'varint'], isMonotonic: [3, 'bool'] }],
  exponentialHistogram: [10, { dataPoints: [1, durationPoint], aggregationTemporality: [2, 'varint'] }],
};

/** ExportMetricsServiceRequest. */
export const metricsRequest: Schema = {
  resourceMetrics: [
    1,
    {
      resource: [1, { attributes: [1, keyValue] }],
      scopeMetrics: [2, { scope: [1, { name: [1, 'string'], version: [2, 'string'] }], metrics: [2, metric] }],
    },
  ],
};
