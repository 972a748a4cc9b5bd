import type { Resource } from '@opentelemetry/resources';
import type { FunctionReading } from '@seatrial/probes';
import type { Batch } from '../export/batch.ts';
import type { Protocol } from '../export/signal.ts';
import { version } from '../version.ts';
import { toFunctionMetrics } from './function-points.ts';
import { metricsRequest } from './metrics-schema.ts';
import { toKeyValues } from './otlp.ts';
import type { MetricsRequest } from './otlp.ts';
import { encodeMessage } from './protobuf.ts';
import { createToldBefore } from './told-before.ts';

export interface ReportOptions {
  readonly resource: Resource;
  /** Attributes of the release, for each point. */
  readonly release: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
  /** As in `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
  readonly temporality: string | undefined;
  /** When counting began, as Unix time. */
  readonly startMs: number;
}

/** Encodes what was read of functions as an OTLP request. */
export type ReportEncoder = (functions: readonly FunctionReading[]) => Batch;

export function createReportEncoder(options: ReportOptions): ReportEncoder {
  const { resource, release, protocol } = options;
  const told = createToldBefore(options.temporality, options.startMs);
  return (functions) => {
    const metrics = toFunctionMetrics(functions, { timeMs: Date.now(), release, told });
    const request: MetricsRequest = {
      resourceMetrics: [
        {
          resource: { attributes: toKeyValues(resource.attributes) },
          scopeMetrics: [{ scope: { name: '@seatrial/probes', version }, metrics }],
        },
      ],
    };
    const bytes =
      protocol === 'http/json'
        ? new TextEncoder().encode(JSON.stringify(request))
        : encodeMessage(request, metricsRequest);
    return { signal: 'metrics', bytes, items: functions.length };
  };
}
