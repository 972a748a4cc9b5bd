import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { isGeneratorObject } from 'node:util/types';
import { captureArguments } from './capture.ts';
import { followGenerator } from './generator.ts';
import { attempt } from './line.ts';
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
  const span = startSpan(site, tracer, caller, self);
  if (span === undefined) return work();
  const scope = createScope(site, span, caller);
  if (!span.isRecording()) {
    if (isNobodys(span, caller)) return work(span);
  } else if (site.options.captureArguments) captureArguments(site, span, args);
  let result: unknown;
  try {
    result = context.with(scope.active, () => work(span));
  } catch (error) {
    failScope(scope, error);
    throw error;
  }
  if ((typeof result === 'object' && result !== null) || typeof result === 'function') return follow(result, scope);
  completeScope(scope, result);
  return result;
}

function startSpan(site: Site, tracer: Tracer, caller: Context, self: unknown): Span | undefined {
  try {
    const { name, options } = site.description ?? describeSite(site, self);
    return tracer.startSpan(name, options, caller);
  } catch (error) {
    return attempt('starting a span', () => {
      throw error;
    });
  }
}

/** Made by the API alone, with no SDK behind it: the context has nothing to gain from it. */
function isNobodys(span: Span, caller: Context): boolean {
  const own = span.spanContext();
  return !isSpanContextValid(own) || own.spanId === trace.getSpanContext(caller)?.spanId;
}

/** Ends the span when the work behind the result is done, which is not always when it is returned. */
function follow(result: object, scope: Scope): unknown {
  if (isPlainPromise(result)) return followPromise(result, scope);
  if (isGeneratorObject(result)) {
    followGenerator(result, scope);
    return result;
  }
  const then = findThen(result);
  if (then === undefined) completeScope(scope, result);
  else followThenable(result, then, scope);
  return result;
}
