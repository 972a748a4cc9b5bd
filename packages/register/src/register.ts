import { detectRelease, formatMissingLine } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { followEnding } from './exit/ending.ts';
import { endOpenSpans } from './exit/final-spans.ts';
import { createCarrier } from './export/carrier.ts';
import { toProtocol } from './export/signal.ts';
import { findHandle, keepHandle } from './handle.ts';
import type { SeatrialHandle } from './handle.ts';
import { followFastify } from './instrumentation/fastify.ts';
import { startInstrumentations } from './instrumentation/instrumentations.ts';
import { sayLine, speakForChildren } from './line.ts';
import type { RegisterOptions } from './options.ts';
import { flushAll, shutdownAll } from './sdk/flush.ts';
import { startLeanSdk } from './sdk/lean-sdk.ts';
import { isOn, needsNodeSdk, startNodeSdk } from './sdk/node-sdk.ts';
import { detectTracerProvider } from './sdk/provider.ts';
import { createResource } from './sdk/resource.ts';
import { createSpanPath } from './sdk/span-processors.ts';
import { toSettings } from './settings.ts';

/**
 * Sets up OpenTelemetry and puts the release that this process runs on every span.
 *
 * @param options a service name, or {@link RegisterOptions}. Default: everything is found or comes from `OTEL_*`.
 * @returns a handle. A second call answers with the first one's. It never throws: what goes wrong is one line on stderr,
 * and the application runs on without telemetry.
 *
 * @example
 * import { register } from '@seatrial/register';
 * register('checkout');
 */
export function register(options: string | RegisterOptions = {}): SeatrialHandle {
  const earlier = findHandle();
  if (earlier !== undefined) {
    sayLine(
      'called-twice',
      'register() had run before (by --import @seatrial/register/auto, by "seatrial run", or in the program); ' +
        'this second call changes nothing, its options included.',
    );
    return earlier;
  }
  let release: Release = {};
  try {
    const given: RegisterOptions = typeof options === 'string' ? { serviceName: options } : (options ?? {});
    release = findRelease(given);
    return keepHandle(start(release, given));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sayLine('telemetry-off', `telemetry is off: ${reason}. The application runs on.`);
    return keepHandle(createIdleHandle(release));
  } finally {
    speakForChildren();
  }
}

function findRelease(options: RegisterOptions): Release {
  const service = options.serviceName === undefined ? {} : { service: options.serviceName };
  const detected = detectRelease({ release: { ...options.release, ...service } });
  for (const note of detected.notes) sayLine('release-note', note.message);
  if (detected.release.service === undefined)
    sayLine('no-service-name', 'the service has no name: set OTEL_SERVICE_NAME, or a name in package.json.');
  const missing = formatMissingLine(detected.release);
  if (missing !== undefined) sayLine('release-incomplete', missing);
  return detected.release;
}

function start(release: Release, options: RegisterOptions): SeatrialHandle {
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
  const { exitWaitMs, mostBytes } = toSettings(options);
  const protocols = { traces: toProtocol('traces'), metrics: toProtocol('metrics'), logs: toProtocol('logs') };
  const carrier = createCarrier({ protocols, mostBytes });
  const resource = createResource(release, options);
  const path = createSpanPath(release, options, { carrier, protocol: protocols.traces, followOpen: exitWaitMs > 0 });
  const sdk = needsNodeSdk(options, process.env)
    ? startNodeSdk(options, resource, path.processors)
    : startLeanSdk(options, {
        resource,
        processors: path.processors,
        carrier,
        protocols,
        metrics: isOn(options.metricReaders, 'OTEL_METRICS_EXPORTER', process.env),
        logs: isOn(options.logRecordProcessors, 'OTEL_LOGS_EXPORTER', process.env),
      });
  if (!sdk.registered)
    sayLine(
      'provider-refused',
      'OpenTelemetry refused the tracer provider, so there are no spans: an older copy of @opentelemetry/api was loaded ' +
        'first. See "npm ls @opentelemetry/api" and bring all copies to 1.10 or later.',
    );
  startInstrumentations(options);
  followFastify();
  followEnding({
    beforeEnd() {
      carrier.stopWaiting();
      void flushAll(sdk);
    },
    atEnd(reason) {
      if (exitWaitMs === 0) return;
      if (path.queue !== undefined) endOpenSpans(path.queue.open, reason);
      carrier.finish(path.queue?.take() ?? [], exitWaitMs);
    },
  });
  return { release, flush: () => flushAll(sdk), shutdown: () => shutdownAll(sdk) };
}

function createIdleHandle(release: Release): SeatrialHandle {
  return { release, flush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
}
