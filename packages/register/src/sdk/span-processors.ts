import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Flags } from '@seatrial/flags';
import { createReleaseProcessor } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { SpanQueue } from '../export/span-queue.ts';
import type { Carrier } from '../export/carrier.ts';
import type { Protocol } from '../export/signal.ts';
import type { Functions } from '../functions/functions.ts';
import { load } from '../load.ts';
import { createSpanRedaction } from '../redact/processors.ts';
import { sayLine } from '../line.ts';
import type { RegisterOptions } from '../options.ts';
import { readPositive } from './positive-variable.ts';
import { toTraceExporters } from './trace-exporters.ts';
import { createWeightProcessor } from './weight-processor.ts';

export interface SpanPath {
  /** The stamp first, then the user's processors, then the exporting ones; empty where no span would leave. */
  readonly processors: SpanProcessor[];
  /** The one that feeds the carrier. */
  readonly queue: SpanQueue | undefined;
}

export interface SpanPathParts extends Pick<Carrier, 'drain' | 'post'> {
  readonly protocol: Protocol;
  readonly followOpen: boolean;
  readonly flags?: Flags | undefined;
  readonly functions?: Functions | undefined;
}

const drainMs = 10_000;

export function createSpanPath(release: Release, options: RegisterOptions, parts: SpanPathParts): SpanPath {
  const exporters = toTraceExporters(options.traceExporter);
  const queue = exporters.includes('otlp') ? createSpanQueue(parts) : undefined;
  const leaving = [
    ...(options.spanProcessors ?? []).filter(isProcessor),
    ...exporters.flatMap((exporter) => (exporter === 'otlp' ? [] : [createExportingProcessor(exporter)])),
    ...(queue === undefined ? [] : [queue]),
  ];
  if (leaving.length === 0) return { processors: [], queue };
  const touched = parts.functions === undefined ? [] : [parts.functions.processor];
  return { processors: [...createStamps(release, options, parts.flags), ...touched, ...leaving], queue };
}

/** What is done to every span that ends: secrets go; the release, how many spans it stands for and its flags are written. */
export function createStamps(
  release: Release,
  options: RegisterOptions,
  flags: Flags | undefined,
): readonly SpanProcessor[] {
  const stamp = createReleaseProcessor(release, {
    // The stamp is written after the application's last attribute and goes beyond its limit instead of into it.
    attributeCountLimit: Number.POSITIVE_INFINITY,
    ...(options.stamp === undefined ? {} : { fields: options.stamp }),
    ...(options.overwrite === undefined ? {} : { overwrite: options.overwrite }),
  });
  const redaction = createSpanRedaction(options);
  return [
    ...(redaction === undefined ? [] : [redaction]),
    stamp,
    createWeightProcessor(),
    ...(flags === undefined ? [] : [flags.processor]),
  ];
}

function createSpanQueue({ post, drain, protocol, followOpen }: SpanPathParts): SpanQueue {
  const mostWaiting = readPositive('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048;
  return new SpanQueue({
    protocol,
    post,
    drain: () => drain(drainMs),
    batchSize: Math.min(readPositive('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512, mostWaiting),
    mostWaiting,
    delayMs: readPositive('OTEL_BSP_SCHEDULE_DELAY') ?? 5000,
    followOpen,
  });
}

/** OpenTelemetry calls processors inside the application's own calls, where one that is none would throw. */
function isProcessor(entry: Partial<SpanProcessor> | null | undefined): boolean {
  if (typeof entry?.onStart === 'function' && typeof entry.onEnd === 'function') return true;
  sayLine(
    'bad-option',
    'an entry of spanProcessors is no span processor and is left out: it has no onStart or no onEnd.',
  );
  return false;
}

function createExportingProcessor(exporter: SpanExporter): SpanProcessor {
  const { BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor } = load('@opentelemetry/sdk-trace');
  if (exporter instanceof ConsoleSpanExporter) return new SimpleSpanProcessor({ exporter });
  return new BatchSpanProcessor({
    exporter,
    ...given('maxQueueSize', 'OTEL_BSP_MAX_QUEUE_SIZE'),
    ...given('scheduledDelayMillis', 'OTEL_BSP_SCHEDULE_DELAY'),
    ...given('exportTimeoutMillis', 'OTEL_BSP_EXPORT_TIMEOUT'),
    ...given('maxExportBatchSize', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
  });
}

function given(option: string, variable: string): Readonly<Record<string, number>> {
  const value = readPositive(variable);
  return value === undefined ? {} : { [option]: value };
}
