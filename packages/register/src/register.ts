import { NodeSDK } from '@opentelemetry/sdk-node';
import { detectRelease, formatMissingLine } from '@seatrial/release';
import type { Release } from '@seatrial/model';
import { followFastify } from './fastify.ts';
import { flushAll, shutdownAll } from './flush.ts';
import { findHandle, keepHandle } from './handle.ts';
import type { SeatrialHandle } from './handle.ts';
import { createInstrumentations, toPatchedModules } from './instrumentations.ts';
import { sayLine } from './line.ts';
import { installModuleHooks, patchBuiltins } from './module-hooks.ts';
import type { RegisterOptions } from './options.ts';
import { toPropagator } from './propagator.ts';
import { detectTracerProvider } from './provider.ts';
import { createBaseResource, createResourceDetectors } from './resource.ts';
import { toSampler } from './sampler.ts';
import { createSpanProcessors } from './span-processors.ts';

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
      'register() had run before (by --import @seatrial/register/auto, by "seatrial run", or in the program); ' +
        'this second call changes nothing, its options included.',
    );
    return earlier;
  }
  let release: Release = {};
  try {
    const given: RegisterOptions = typeof options === 'string' ? { serviceName: options } : options;
    release = findRelease(given);
    return keepHandle(start(release, given));
  } catch (error) {
    sayLine(`telemetry is off: ${error instanceof Error ? error.message : String(error)}. The application runs on.`);
    return keepHandle(createIdleHandle(release));
  }
}

function findRelease(options: RegisterOptions): Release {
  const service = options.serviceName === undefined ? {} : { service: options.serviceName };
  const detected = detectRelease({ release: { ...options.release, ...service } });
  for (const note of detected.notes) sayLine(note.message);
  if (detected.release.service === undefined)
    sayLine('the service has no name: set OTEL_SERVICE_NAME, or a name in package.json.');
  const missing = formatMissingLine(detected.release);
  if (missing !== undefined) sayLine(missing);
  return detected.release;
}

function start(release: Release, options: RegisterOptions): SeatrialHandle {
  const other = detectTracerProvider();
  if (other !== undefined) {
    sayLine(
      `a tracer provider (${other}) is registered already; it stays, and register() adds nothing. ` +
        'Add createReleaseProcessor(release) of @seatrial/release to its span processors, or call register() first.',
    );
    return createIdleHandle(release);
  }
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return createIdleHandle(release);
  const processors = createSpanProcessors(release, options);
  const instrumentations = createInstrumentations(options);
  const patched = toPatchedModules(instrumentations);
  installModuleHooks(patched);
  const sdk = new NodeSDK({
    instrumentations,
    spanProcessors: processors,
    resource: createBaseResource(options),
    resourceDetectors: createResourceDetectors(release, options),
    ...toProviderOptions(options),
  });
  sdk.start();
  patchBuiltins(patched);
  followFastify();
  checkRegistered(processors.length > 0);
  process.once('beforeExit', () => void flushAll(processors));
  return { release, flush: () => flushAll(processors), shutdown: () => shutdownAll(sdk) };
}

/** NodeSDK takes an absent option for "ask the environment", and `undefined` is not absent to its types. */
function toProviderOptions(options: RegisterOptions): Partial<ConstructorParameters<typeof NodeSDK>[0]> {
  const { metricReaders, logRecordProcessors, contextManager, idGenerator, spanLimits } = options;
  const sampler = toSampler(options.sampler);
  const textMapPropagator = toPropagator(options.propagators);
  return {
    ...(sampler && { sampler }),
    ...(textMapPropagator && { textMapPropagator }),
    ...(contextManager && { contextManager }),
    ...(idGenerator && { idGenerator }),
    ...(spanLimits && { spanLimits }),
    ...(metricReaders && { metricReaders: metricReaders === 'none' ? [] : metricReaders }),
    ...(logRecordProcessors && { logRecordProcessors: logRecordProcessors === 'none' ? [] : logRecordProcessors }),
  };
}

function checkRegistered(expected: boolean): void {
  if (expected && detectTracerProvider() === undefined)
    sayLine(
      'OpenTelemetry refused the tracer provider, so there are no spans: an older copy of @opentelemetry/api was loaded ' +
        'first. See "npm ls @opentelemetry/api" and bring all copies to 1.10 or later.',
    );
}

function createIdleHandle(release: Release): SeatrialHandle {
  return { release, flush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
}
