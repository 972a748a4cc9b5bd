import type { AttributeMap, AttributeValue } from './attribute-value.ts';

/** What emitted the telemetry: OTLP's Resource. One object is shared by all records of a batch that came from it. */
export interface ResourceRecord {
  readonly attributes: AttributeMap;
  readonly schemaUrl: string;
}

/** The instrumentation scope: which library wrote the record. Shared by its records. */
export interface ScopeRecord {
  readonly name: string;
  readonly version: string;
  readonly attributes: AttributeMap;
  readonly schemaUrl: string;
}

export const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
/** OTLP's SpanKind, in the order of its numbers. */
export type SpanKind = (typeof spanKinds)[number];

export const statusCodes = ['unset', 'ok', 'error'] as const;
/** OTLP's Status.StatusCode, in the order of its numbers. */
export type StatusCode = (typeof statusCodes)[number];

export interface SpanEventRecord {
  /** Nanoseconds since the Unix epoch. */
  readonly timeNano: bigint;
  readonly name: string;
  readonly attributes: AttributeMap;
  readonly droppedAttributes: number;
}

export interface SpanLinkRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: AttributeMap;
  readonly droppedAttributes: number;
  readonly flags: number;
}

export interface SpanRecord {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** 16 lower-case hex digits, or the empty string where there is no parent. */
  readonly parentSpanId: string;
  readonly traceState: string;
  /** W3C trace flags in the low 8 bits, OTLP's remote-parent bits above. */
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKind;
  /** Nanoseconds since the Unix epoch. */
  readonly startNano: bigint;
  /** Nanoseconds since the Unix epoch. */
  readonly endNano: bigint;
  readonly attributes: AttributeMap;
  readonly droppedAttributes: number;
  readonly events: readonly SpanEventRecord[];
  readonly droppedEvents: number;
  readonly links: readonly SpanLinkRecord[];
  readonly droppedLinks: number;
  readonly statusCode: StatusCode;
  readonly statusMessage: string;
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
}

export interface LogRecord {
  /** Nanoseconds since the Unix epoch; 0 where the source did not know. */
  readonly timeNano: bigint;
  readonly observedTimeNano: bigint;
  /** 1 to 24 as in OpenTelemetry's log data model; 0 where unset. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: AttributeMap;
  readonly droppedAttributes: number;
  readonly flags: number;
  /** The empty string where the log belongs to no trace. */
  readonly traceId: string;
  readonly spanId: string;
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
}

export const temporalities = ['unspecified', 'delta', 'cumulative'] as const;
/** OTLP's AggregationTemporality, in the order of its numbers. */
export type Temporality = (typeof temporalities)[number];

/** What is known of one metric, whichever kind its points have. Shared by its points. */
export interface MetricDescriptor {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly attributes: AttributeMap;
}

interface MetricPointBase {
  readonly metric: MetricDescriptor;
  readonly attributes: AttributeMap;
  readonly startNano: bigint;
  readonly timeNano: bigint;
  /** OTLP's DataPointFlags; bit 0 says that there is no recorded value. */
  readonly flags: number;
  readonly exemplars: readonly ExemplarRecord[];
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
}

export interface ExemplarRecord {
  readonly timeNano: bigint;
  readonly value: number | bigint | null;
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: AttributeMap;
}

export interface GaugePoint extends MetricPointBase {
  readonly type: 'gauge';
  readonly value: number | bigint | null;
}

export interface SumPoint extends MetricPointBase {
  readonly type: 'sum';
  readonly temporality: Temporality;
  readonly monotonic: boolean;
  readonly value: number | bigint | null;
}

export interface HistogramPoint extends MetricPointBase {
  readonly type: 'histogram';
  readonly temporality: Temporality;
  readonly count: bigint;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** One count more than bounds, or none at all. */
  readonly bucketCounts: readonly bigint[];
  /** Upper bounds, inclusive, rising. */
  readonly explicitBounds: readonly number[];
}

export interface ExponentialBuckets {
  readonly offset: number;
  readonly counts: readonly bigint[];
}

export interface ExponentialHistogramPoint extends MetricPointBase {
  readonly type: 'exponential_histogram';
  readonly temporality: Temporality;
  readonly count: bigint;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Base = 2^(2^-scale). */
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}

export interface SummaryPoint extends MetricPointBase {
  readonly type: 'summary';
  readonly count: bigint;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

export type MetricPoint = GaugePoint | SumPoint | HistogramPoint | ExponentialHistogramPoint | SummaryPoint;

/** What one or more export requests held, ready to be stored. */
export interface TelemetryBatch {
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
  readonly metrics: readonly MetricPoint[];
}
