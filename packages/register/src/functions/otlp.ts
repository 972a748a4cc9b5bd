// OTLP's metrics request as JSON has it (opentelemetry-proto, metrics/v1), as far as functions need it. OpenTelemetry's
// serializers leave exemplars out, and those are what leads from a count to a trace.

export interface MetricsRequest {
  readonly resourceMetrics: readonly [
    {
      readonly resource: { readonly attributes: readonly KeyValue[] };
      readonly scopeMetrics: readonly [
        { readonly scope: { readonly name: string; readonly version: string }; readonly metrics: readonly Metric[] },
      ];
    },
  ];
}

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: number }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly NumberPoint[] };
  readonly sum?: {
    readonly dataPoints: readonly NumberPoint[];
    readonly aggregationTemporality: Temporality;
    readonly isMonotonic: true;
  };
  readonly exponentialHistogram?: {
    readonly dataPoints: readonly DurationPoint[];
    readonly aggregationTemporality: Temporality;
  };
}

/** OTLP's numbers: 1 delta, 2 cumulative. */
export type Temporality = 1 | 2;

interface PointBase {
  readonly attributes: readonly KeyValue[];
  /** Nanoseconds since the Unix epoch, in decimal digits. */
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly exemplars?: readonly Exemplar[];
}

export interface NumberPoint extends PointBase {
  readonly asInt: number;
}

export interface DurationPoint extends PointBase {
  readonly count: number;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly number[] };
  /** Absent with delta temporality, where they are not known. */
  readonly min?: number;
  readonly max?: number;
}

export interface Exemplar {
  readonly timeUnixNano: string;
  readonly asDouble: number;
  /** Hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
}

export function toKeyValues(attributes: Readonly<Record<string, unknown>>): readonly KeyValue[] {
  return Object.entries(attributes).flatMap(([key, given]) => {
    const value = toAnyValue(given);
    return value === undefined ? [] : [{ key, value }];
  });
}

function toAnyValue(value: unknown): AnyValue | undefined {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
  if (!Array.isArray(value)) return undefined;
  return { arrayValue: { values: value.map(toAnyValue).filter((entry) => entry !== undefined) } };
}
