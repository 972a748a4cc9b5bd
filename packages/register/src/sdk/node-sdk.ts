import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';
import type { RegisterOptions } from '../options.ts';
import { toPropagator } from './propagator.ts';
import { detectTracerProvider } from './provider.ts';
import { toSampler, toShareSampler } from './sampler.ts';
import type { Sdk } from './sdk.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const lists = { OTEL_METRICS_EXPORTER: ['otlp', 'none'], OTEL_LOGS_EXPORTER: ['otlp', 'none'] } as const;

/** True where something is asked for that only OpenTelemetry's NodeSDK has: another exporter, readers, processors. */
export function needsNodeSdk(options: RegisterOptions, env: Environment): boolean {
  const { metricReaders, logRecordProcessors } = options;
  const own = [metricReaders, logRecordProcessors].some((option) => option !== undefined && option !== 'none');
  const others = Object.entries(lists).some(([variable, usual]) =>
    toList(env[variable]).some((name) => !(usual as readonly string[]).includes(name)),
  );
  return own || others || env['OTEL_NODE_EXPERIMENTAL_SDK_METRICS']?.trim().toLowerCase() === 'true';
}

/** How a signal leaves, by its option, else by its variable. */
export function toExporterKind(option: unknown, variable: string, env: Environment): 'otlp' | 'other' | 'none' {
  if (!isOn(option, variable, env)) return 'none';
  const names = toList(env[variable]);
  return option === undefined && (names.length === 0 || names.includes('otlp')) ? 'otlp' : 'other';
}

/** True where an option or the variable leaves a signal on. */
export function isOn(option: unknown, variable: string, env: Environment): boolean {
  return option !== 'none' && !toList(env[variable]).includes('none');
}

function toList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** OpenTelemetry's NodeSDK with our span processors, for all that the lean composition does not have. */
export function startNodeSdk(options: RegisterOptions, resource: Resource, spanProcessors: SpanProcessor[]): Sdk {
  const { NodeSDK } = load('@opentelemetry/sdk-node');
  const { metricReaders, logRecordProcessors, contextManager, idGenerator, spanLimits } = options;
  const sampler = toShareSampler(options.sampling) ?? toSampler(options.sampler);
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource,
    spanProcessors,
    // NodeSDK takes `null` for "none" and an absent option for "ask the environment".
    textMapPropagator: toPropagator(options.propagators) ?? null,
    ...(sampler && { sampler }),
    ...(contextManager && { contextManager }),
    ...(idGenerator && { idGenerator }),
    ...(spanLimits && { spanLimits }),
    ...(metricReaders && { metricReaders: metricReaders === 'none' ? [] : metricReaders }),
    ...(logRecordProcessors && { logRecordProcessors: logRecordProcessors === 'none' ? [] : logRecordProcessors }),
  });
  sdk.start();
  const { logs, metrics, trace } = load('@opentelemetry/api');
  return {
    registered: spanProcessors.length === 0 || detectTracerProvider() !== undefined,
    parts: () => [trace.getTracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()],
  };
}
