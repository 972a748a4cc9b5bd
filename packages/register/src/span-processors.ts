import { getNumberFromEnv } from '@opentelemetry/core';
import { BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createReleaseProcessor } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { sayLine } from './line.ts';
import type { RegisterOptions } from './options.ts';
import { createSpanExporters } from './span-exporter.ts';

/**
 * The stamp first, then the user's processors, then the exporting ones; empty where no span would leave.
 *
 * NodeSDK takes either `spanProcessors` or the exporters of the environment, never both (opentelemetry-js#5299), so the
 * exporters that `OTEL_TRACES_EXPORTER` names are made here.
 */
export function createSpanProcessors(release: Release, options: RegisterOptions): SpanProcessor[] {
  const leaving = [
    ...(options.spanProcessors ?? []).filter(isProcessor),
    ...createSpanExporters(options.traceExporter).map(createExportingProcessor),
  ];
  if (leaving.length === 0) return [];
  const stamp = createReleaseProcessor(release, {
    // The stamp is written after the application's last attribute and goes beyond its limit instead of into it.
    attributeCountLimit: Number.POSITIVE_INFINITY,
    ...(options.stamp === undefined ? {} : { fields: options.stamp }),
    ...(options.overwrite === undefined ? {} : { overwrite: options.overwrite }),
  });
  return [stamp, ...leaving];
}

/** OpenTelemetry calls processors inside the application's own calls, where one that is none would throw. */
function isProcessor(entry: Partial<SpanProcessor> | null | undefined): boolean {
  if (typeof entry?.onStart === 'function' && typeof entry.onEnd === 'function') return true;
  sayLine('an entry of spanProcessors is no span processor and is left out: it has no onStart or no onEnd.');
  return false;
}

function createExportingProcessor(exporter: SpanExporter): SpanProcessor {
  if (exporter instanceof ConsoleSpanExporter) return new SimpleSpanProcessor({ exporter });
  return new BatchSpanProcessor({
    exporter,
    ...whereGiven('maxQueueSize', 'OTEL_BSP_MAX_QUEUE_SIZE'),
    ...whereGiven('scheduledDelayMillis', 'OTEL_BSP_SCHEDULE_DELAY'),
    ...whereGiven('exportTimeoutMillis', 'OTEL_BSP_EXPORT_TIMEOUT'),
    ...whereGiven('maxExportBatchSize', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
  });
}

function whereGiven<K extends string>(option: K, variable: string): { readonly [key in K]?: number } {
  const value = getNumberFromEnv(variable);
  return value === undefined || value < 0 ? {} : ({ [option]: value } as { readonly [key in K]?: number });
}
