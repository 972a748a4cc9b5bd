import { toJson } from '@seatrial/model';
import type { MetricPoint } from '@seatrial/model';

/** The value of a gauge or sum, the sum of the other kinds; `null` where there is none. */
export function toMetricValue(point: MetricPoint): number | null {
  const value = point.type === 'gauge' || point.type === 'sum' ? point.value : point.sum;
  return value === null ? null : Number(value);
}

/** What does not fit a column, as JSON text: buckets, quantiles, exemplars, the exact integer. */
export function toMetricData(point: MetricPoint): string {
  const { metric: _metric, resource: _resource, scope: _scope, attributes: _attributes, ...data } = point;
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint8Array ? toJson(value) : value,
  );
}
