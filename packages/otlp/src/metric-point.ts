import type {
  ExponentialBuckets,
  ExponentialHistogramPoint,
  GaugePoint,
  HistogramPoint,
  MetricDescriptor,
  MetricPoint,
  ResourceRecord,
  ScopeRecord,
  SumPoint,
  SummaryPoint,
  Temporality,
} from '@seatrial/model';

/** What both encodings read of a point before its metric is known. */
export type NumberFields = Omit<GaugePoint, 'type' | 'metric' | 'resource' | 'scope'>;
export type HistogramFields = Omit<HistogramPoint, 'type' | 'temporality' | 'metric' | 'resource' | 'scope'>;
export type ExponentialFields = Omit<
  ExponentialHistogramPoint,
  'type' | 'temporality' | 'metric' | 'resource' | 'scope'
>;
export type SummaryFields = Omit<SummaryPoint, 'type' | 'metric' | 'resource' | 'scope'>;

/** The data of a metric: one of five kinds. */
export type MetricData =
  | { readonly type: 'gauge'; readonly points: readonly NumberFields[] }
  | {
      readonly type: 'sum';
      readonly points: readonly NumberFields[];
      readonly temporality: Temporality;
      readonly monotonic: boolean;
    }
  | { readonly type: 'histogram'; readonly points: readonly HistogramFields[]; readonly temporality: Temporality }
  | {
      readonly type: 'exponential_histogram';
      readonly points: readonly ExponentialFields[];
      readonly temporality: Temporality;
    }
  | { readonly type: 'summary'; readonly points: readonly SummaryFields[] };

export const noBuckets: ExponentialBuckets = { offset: 0, counts: [] };

/** The points of a metric, each with what it shares. */
export function toMetricPoints(
  metric: MetricDescriptor,
  data: MetricData,
  resource: ResourceRecord,
  scope: ScopeRecord,
): readonly MetricPoint[] {
  const shared = { metric, resource, scope };
  switch (data.type) {
    case 'gauge':
      return data.points.map((point) => ({ type: 'gauge', ...point, ...shared }));
    case 'sum':
      return data.points.map((point): SumPoint => {
        const { temporality, monotonic } = data;
        return { type: 'sum', temporality, monotonic, ...point, ...shared };
      });
    case 'histogram':
      return data.points.map((point) => ({ type: 'histogram', temporality: data.temporality, ...point, ...shared }));
    case 'exponential_histogram':
      return data.points.map((point) => ({
        type: 'exponential_histogram',
        temporality: data.temporality,
        ...point,
        ...shared,
      }));
    case 'summary':
      return data.points.map((point) => ({ type: 'summary', ...point, ...shared }));
  }
}
