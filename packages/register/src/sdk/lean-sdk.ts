import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { ServiceContextManager } from '../context/context-manager.ts';
import type { Carrier } from '../export/carrier.ts';
import type { Protocols } from '../export/batch.ts';
import { load } from '../load.ts';
import type { RegisterOptions } from '../options.ts';
import { toPropagator } from './propagator.ts';
import { toSampler, toShareSampler } from './sampler.ts';
import { LazyLoggerProvider } from './lazy-logs.ts';
import { LazyMeterProvider } from './lazy-metrics.ts';
import { createLoggerProvider } from './logs.ts';
import { createMeterProvider } from './metrics.ts';
import type { Sdk } from './sdk.ts';
import { toSpanLimits } from './span-limits.ts';

export interface LeanParts {
  readonly resource: Resource;
  readonly processors: SpanProcessor[];
  readonly carrier: Carrier;
  readonly protocols: Protocols;
  readonly metrics: boolean;
  readonly logs: boolean;
}

/**
 * OpenTelemetry as most services use it (OTLP, the standard samplers and propagators), composed from the same packages
 * as NodeSDK without the ones that are not in use, since loading those is most of NodeSDK's start-up (`npm run bench start-up`). A
 * differential test holds both to the same payloads.
 */
export function startLeanSdk(options: RegisterOptions, parts: LeanParts): Sdk {
  const api = load('@opentelemetry/api');
  setContextManager(options.contextManager);
  setPropagator(toPropagator(options.propagators));
  const { TracerProvider } = load('@opentelemetry/sdk-trace');
  const sampler = toShareSampler(options.sampling) ?? toSampler(options.sampler);
  const tracerProvider = new TracerProvider({
    resource: parts.resource,
    spanProcessors: parts.processors,
    spanLimits: { ...toSpanLimits(), ...options.spanLimits },
    ...(sampler && { sampler }),
    ...(options.idGenerator && { idGenerator: options.idGenerator }),
  });
  const meterProvider = new LazyMeterProvider(() =>
    createMeterProvider(parts.resource, parts.carrier, parts.protocols.metrics),
  );
  const loggerProvider = new LazyLoggerProvider(() =>
    createLoggerProvider(parts.resource, parts.carrier, parts.protocols.logs, options),
  );
  const registered = parts.processors.length === 0 || api.trace.setGlobalTracerProvider(tracerProvider);
  if (parts.metrics) api.metrics.setGlobalMeterProvider(meterProvider);
  if (parts.logs) api.logs.setGlobalLoggerProvider(loggerProvider);
  return { registered, parts: () => [tracerProvider, meterProvider.toFlush(), loggerProvider.made] };
}

function setContextManager(given: ContextManager | undefined): void {
  const manager = given ?? new ServiceContextManager();
  manager.enable();
  load('@opentelemetry/api').context.setGlobalContextManager(manager);
}

function setPropagator(propagator: TextMapPropagator | undefined): void {
  if (propagator !== undefined) load('@opentelemetry/api').propagation.setGlobalPropagator(propagator);
}
