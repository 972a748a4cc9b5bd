import { context, INVALID_TRACEID, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { isGeneratorObject, isProxy } from 'node:util/types';
import { captureArguments } from './capture.ts';
import { setCodeAttributes } from './code-attributes.ts';
import { followGenerator } from './generator.ts';
import { sayFailure } from './line.ts';
import { followPromise, isPlainPromise } from './promise.ts';
import { completeScope, createScope, failScope } from './scope.ts';
import type { Scope } from './scope.ts';
import { describeSite } from './site.ts';
import type { Site } from './site.ts';
import { findThen, followThenable } from './thenable.ts';

/** Runs `work` within a span of its own, if one is to be made, and answers with what it answers. */
export function callTraced(
  site: Site,
  tracer: Tracer,
  self: unknown,
  args: readonly unknown[],
  work: (span?: Span) => unknown,
): unknown {
  const caller = context.active();
  if (site.options.onlyIfParent === true && trace.getSpan(caller) === undefined) return work();
  const span = startSpan(site, tracer, caller, self, args);
  if (span === undefined) return work();
  if (!span.isRecording()) return callUnrecorded(createScope(site, span, caller), work);
  const scope = createScope(site, span, caller);
  let result: unknown;
  try {
    result = context.with(scope.active, work, undefined, span);
  } catch (error) {
    failScope(scope, error);
    throw error;
  }
  if ((typeof result === 'object' && result !== null) || typeof result === 'function') return follow(result, scope);
  completeScope(scope, result);
  return result;
}

/** Sampled out: what is inside belongs to the same trace, and there is nothing to time. */
function callUnrecorded(scope: Scope, work: (span: Span) => unknown): unknown {
  const { span, caller, active } = scope;
  if (isNobodys(span, caller)) return work(span);
  const result = context.with(active, work, undefined, span);
  if (typeof result !== 'object' || result === null || isPlainPromise(result)) return result;
  return follow(result, scope);
}

/** What is worked out for the span is worked out only where it records. */
function startSpan(
  site: Site,
  tracer: Tracer,
  caller: Context,
  self: unknown,
  args: readonly unknown[],
): Span | undefined {
  try {
    const { name, options, code } = site.description ?? describeSite(site, self);
    const span = tracer.startSpan(name, options, caller);
    if (!span.isRecording()) return span;
    if (code !== undefined) setCodeAttributes(span, code);
    if (site.options.captureArguments) captureArguments(site, span, args);
    return span;
  } catch (error) {
    sayFailure('starting a span', error);
    return undefined;
  }
}

/** Made by the API alone, with no SDK behind it: the context has nothing to gain from it. */
function isNobodys(span: Span, caller: Context): boolean {
  const own = span.spanContext();
  // The API's own check runs two regular expressions, and this is every call that is sampled out.
  return own.traceId === INVALID_TRACEID || own.spanId === trace.getSpanContext(caller)?.spanId;
}

/** Ends the span when the work behind the result is done, which is not always when it is returned. */
function follow(result: object, scope: Scope): unknown {
  if (isPlainPromise(result)) return followPromise(result, scope);
  if (isGeneratorObject(result)) {
    followGenerator(result, scope);
    return result;
  }
  // A proxy would be asked for `then`, and may answer with a call to somewhere: it is not looked into.
  const then = isProxy(result) ? undefined : findThen(result);
  if (then === undefined) completeScope(scope, result);
  else followThenable(result, then, scope);
  return result;
}
