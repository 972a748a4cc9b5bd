import type { Flags } from '@seatrial/flags';
import type { Release } from '@seatrial/model';
import type { FoundManifest } from '@seatrial/release';
import { findRecorder } from './doctor/recorder.ts';
import { followEnding } from './exit/ending.ts';
import { endOpenSpans } from './exit/final-spans.ts';
import { Markers } from './exit/markers.ts';
import type { Batch } from './export/batch.ts';
import { createCarrier } from './export/carrier.ts';
import { toProtocol } from './export/signal.ts';
import { startFlags, withFlagPropagator } from './flags.ts';
import type { Functions } from './functions/functions.ts';
import { canWatch, watchFunctions } from './functions/load-functions.ts';
import type { SeatrialHandle } from './handle.ts';
import { followFastify } from './instrumentation/fastify.ts';
import { startInstrumentations } from './instrumentation/instrumentations.ts';
import { findLoaded } from './instrumentation/loaded-packages.ts';
import { sayLine } from './line.ts';
import type { RegisterOptions } from './options.ts';
import { startDeclarativeSdk } from './sdk/declarative-sdk.ts';
import { setDiagnostics } from './sdk/diagnostics.ts';
import { flushAll, shutdownAll } from './sdk/flush.ts';
import { startLeanSdk } from './sdk/lean-sdk.ts';
import { isOn, needsNodeSdk, startNodeSdk, toExporterKind } from './sdk/node-sdk.ts';
import { detectTracerProvider } from './sdk/provider.ts';
import { createResource } from './sdk/resource.ts';
import type { Sdk } from './sdk/sdk.ts';
import { createSpanPath, createStamps } from './sdk/span-processors.ts';
import { toSettings } from './settings.ts';

const drainMs = 10_000;

/** Starts OpenTelemetry for a release, unless something else has or it is turned off. */
export function start(release: Release, options: RegisterOptions, manifest: FoundManifest | undefined): SeatrialHandle {
  const other = detectTracerProvider();
  if (other !== undefined) {
    sayLine(
      'other-provider',
      `a tracer provider (${other}) is registered already; it stays, and register() adds nothing. ` +
        'Add createReleaseProcessor(release) of @seatrial/release to its span processors, or call register() first.',
    );
    return createIdleHandle(release);
  }
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return createIdleHandle(release);
  const before = findLoaded(['http', 'https']);
  setDiagnostics();
  const flags = startFlags(release, options);
  const file = process.env['OTEL_CONFIG_FILE']?.trim();
  const { sdk, functions } = file
    ? startFromFile(file, release, options, flags, manifest)
    : startFromEnvironment(release, options, flags, manifest);
  startInstrumentations(options, before);
  followFastify();
  return {
    release,
    async flush() {
      await Promise.all([functions?.flush(), flushAll(sdk)]);
    },
    stopProbes: () => functions?.stop(),
    async shutdown() {
      functions?.stop();
      await Promise.all([functions?.flush(), shutdownAll(sdk)]);
    },
  };
}

interface Started {
  readonly sdk: Sdk;
  readonly functions?: Functions | undefined;
}

export function createIdleHandle(release: Release): SeatrialHandle {
  return { release, flush: () => Promise.resolve(), stopProbes() {}, shutdown: () => Promise.resolve() };
}

function startFromFile(
  path: string,
  release: Release,
  options: RegisterOptions,
  flags: Flags | undefined,
  manifest: FoundManifest | undefined,
): Started {
  canWatch({ options, manifest }, 'other');
  const sdk = startDeclarativeSdk(path, createStamps(release, options, flags));
  process.once('beforeExit', () => void flushAll(sdk));
  return { sdk };
}

function startFromEnvironment(
  release: Release,
  given: RegisterOptions,
  flags: Flags | undefined,
  manifest: FoundManifest | undefined,
): Started {
  const options = flags === undefined ? given : withFlagPropagator(given, flags);
  const { exitWaitMs, mostBytes } = toSettings(options);
  const protocols = { traces: toProtocol('traces'), metrics: toProtocol('metrics'), logs: toProtocol('logs') };
  const carrier = createCarrier({ protocols, mostBytes });
  const resource = createResource(release, options);
  const post = (batch: Batch): void => carrier.post(batch);
  const logs = isOn(options.logRecordProcessors, 'OTEL_LOGS_EXPORTER', process.env);
  const metrics = isOn(options.metricReaders, 'OTEL_METRICS_EXPORTER', process.env);
  const metricsLeave = toExporterKind(options.metricReaders, 'OTEL_METRICS_EXPORTER', process.env);
  const functions = watchFunctions(
    {
      release,
      options,
      manifest,
      resource,
      flags,
      protocol: protocols.metrics,
      post,
      drain: () => carrier.drain(drainMs),
    },
    metricsLeave,
  );
  const markers = new Markers({ resource, protocol: protocols.logs, post, on: logs && exitWaitMs > 0 });
  const { processors, queue } = createSpanPath(release, options, {
    protocol: protocols.traces,
    followOpen: exitWaitMs > 0,
    flags,
    functions,
    drain: (timeoutMs) => carrier.drain(timeoutMs),
    post(batch) {
      markers.start();
      post(batch);
    },
  });
  const recorder = findRecorder();
  if (recorder !== undefined && processors.length > 0) processors.push(recorder.spans);
  recorder?.running({
    release,
    options,
    resource,
    protocols,
    exporters: {
      traces: queue !== undefined ? 'otlp' : processors.length > 0 ? 'other' : 'none',
      metrics: metricsLeave,
      logs: toExporterKind(options.logRecordProcessors, 'OTEL_LOGS_EXPORTER', process.env),
    },
  });
  const sdk = needsNodeSdk(options, process.env)
    ? startNodeSdk(options, resource, processors)
    : startLeanSdk(options, { resource, processors, carrier, protocols, metrics, logs });
  if (!sdk.registered)
    sayLine(
      'provider-refused',
      'OpenTelemetry refused the tracer provider, so there are no spans: an older copy of @opentelemetry/api was loaded ' +
        'first. See "npm ls @opentelemetry/api" and bring all copies to 1.10 or later.',
    );
  followEnding({
    beforeEnd() {
      carrier.stopWaiting();
      void flushAll(sdk);
    },
    atEnd(ending) {
      if (exitWaitMs === 0) return;
      if (queue !== undefined) endOpenSpans(queue.open, ending.reason);
      const spans = queue?.take() ?? [];
      if (spans.length > 0) markers.start();
      const end = markers.end(ending);
      const counts = functions?.takeLast() ?? [];
      carrier.finish([...spans, ...counts, ...(end === undefined ? [] : [end])], exitWaitMs);
    },
  });
  return { sdk, functions };
}
