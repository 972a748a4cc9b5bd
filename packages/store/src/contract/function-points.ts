import { functionAttributes, functionMetrics } from '@seatrial/model';
import type { AttributeMap, ExemplarRecord, MetricPoint, ResourceRecord } from '@seatrial/model';
import { startOfTime } from './telemetry.ts';

/** What one process told of one function at one time. */
export interface FunctionTold {
  /** Milliseconds after `startOfTime`. */
  readonly at: number;
  /** When the process began to count, in milliseconds after `startOfTime`. Default 0. */
  readonly start?: number;
  readonly service?: string;
  readonly version?: string;
  readonly ring?: string;
  /** `service.instance.id`. Default `p1`. */
  readonly process?: string;
  /** More attributes of the resource. */
  readonly resource?: AttributeMap;
  /** Default `applyCoupon`; id and file follow from it. */
  readonly name?: string;
  readonly changed?: boolean;
  /** As on the wire: `{ 'feature_flags.new-checkout': 'on' }`. */
  readonly cohort?: AttributeMap;
  readonly calls?: number;
  readonly errors?: readonly (readonly [type: string, origin: 'thrown' | 'passed', count: number])[];
  /** Counts by index of the exponential histogram. */
  readonly buckets?: readonly (readonly [index: number, count: number])[];
  readonly scale?: number;
  readonly loaded?: boolean;
  readonly stride?: number;
  readonly unverifiable?: string;
  /** Trace of a request that called it, at the time of the point. */
  readonly traceId?: string;
  /** Default `cumulative`. */
  readonly temporality?: 'cumulative' | 'delta';
}

/** An id of 12 hexadecimal digits for a function's name, the same at every time. */
export function toContractId(name: string): string {
  return Buffer.from(name.padEnd(6, '-')).toString('hex').slice(-12);
}

/** The metric points of `functionMetrics` that say so; what is left out is not told. */
export function createFunctionPoints(told: FunctionTold): readonly MetricPoint[] {
  const { calls, errors = [], buckets, loaded, stride, unverifiable } = told;
  const point = createPointMaker(told);
  return [
    ...(calls === undefined ? [] : [point.sum(functionMetrics.calls, calls)]),
    ...errors.map(([type, origin, count]) =>
      point.sum(functionMetrics.errors, count, {
        [functionAttributes.errorType]: type,
        [functionAttributes.errorOrigin]: origin,
      }),
    ),
    ...(buckets === undefined ? [] : [point.histogram(buckets)]),
    ...(loaded === undefined ? [] : [point.gauge(functionMetrics.loaded, loaded ? 1 : 0)]),
    ...(stride === undefined ? [] : [point.gauge(functionMetrics.stride, stride)]),
    ...(unverifiable === undefined
      ? []
      : [point.gauge(functionMetrics.unverifiable, 1, { [functionAttributes.reason]: unverifiable })]),
  ];
}

interface PointMaker {
  sum(name: string, value: number, attributes?: AttributeMap): MetricPoint;
  gauge(name: string, value: number, attributes?: AttributeMap): MetricPoint;
  histogram(buckets: NonNullable<FunctionTold['buckets']>): MetricPoint;
}

function createPointMaker(told: FunctionTold): PointMaker {
  const { at, start = 0, name = 'applyCoupon', changed = true, cohort = {}, temporality = 'cumulative' } = told;
  const toNano = (milliseconds: number): bigint => BigInt(startOfTime + milliseconds) * 1_000_000n;
  const exemplars: readonly ExemplarRecord[] =
    told.traceId === undefined
      ? []
      : [{ timeNano: toNano(at), value: 1, traceId: told.traceId, spanId: '', attributes: {} }];
  const of = {
    [functionAttributes.id]: toContractId(name),
    [functionAttributes.name]: name,
    [functionAttributes.file]: `src/${name}.ts`,
    [functionAttributes.changed]: changed,
  };
  const times = { startNano: toNano(start), timeNano: toNano(at), flags: 0 };
  const origin = {
    resource: toResource(told),
    scope: { name: 'contract', version: '1', attributes: {}, schemaUrl: '' },
  };
  const metric = (named: string): MetricPoint['metric'] => ({
    name: named,
    description: '',
    unit: '1',
    attributes: {},
  });
  return {
    sum: (named, value, attributes = {}) => ({
      type: 'sum',
      temporality,
      monotonic: true,
      value,
      metric: metric(named),
      attributes: { ...of, ...cohort, ...attributes },
      exemplars,
      ...times,
      ...origin,
    }),
    gauge: (named, value, attributes = {}) => ({
      type: 'gauge',
      value,
      metric: metric(named),
      attributes: { ...of, ...attributes },
      exemplars: [],
      ...times,
      ...origin,
    }),
    histogram: (buckets) => {
      const indexes = buckets.map(([index]) => index);
      const offset = Math.min(0, ...indexes);
      const counts = Array.from({ length: Math.max(0, ...indexes) - offset + 1 }, () => 0n);
      for (const [index, count] of buckets) counts[index - offset] = BigInt(count);
      return {
        type: 'exponential_histogram',
        temporality,
        count: counts.reduce((sum, count) => sum + count, 0n),
        sum: null,
        min: null,
        max: null,
        scale: told.scale ?? 3,
        zeroCount: 0n,
        zeroThreshold: 0,
        positive: { offset, counts },
        negative: { offset: 0, counts: [] },
        metric: metric(functionMetrics.duration),
        attributes: { ...of, ...cohort },
        exemplars,
        ...times,
        ...origin,
      };
    },
  };
}

function toResource({
  service = 'checkout',
  version = '1.4.2',
  ring = 'canary',
  process = 'p1',
  resource = {},
}: FunctionTold): ResourceRecord {
  const attributes = {
    'service.name': service,
    'service.version': version,
    'seatrial.ring': ring,
    'service.instance.id': process,
    ...resource,
  };
  return { attributes, schemaUrl: '' };
}
