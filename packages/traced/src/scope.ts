import { trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { captureResult } from './capture.ts';
import { failSpan } from './failure.ts';
import { sayFailure } from './line.ts';
import { endDeferredSpans } from './deferred.ts';
import type { Site } from './site.ts';

/** One call of a traced function: its span, and the contexts inside and outside of it. */
export interface Scope {
  readonly site: Site;
  readonly span: Span;
  readonly caller: Context;
  readonly active: Context;
}

export function createScope(site: Site, span: Span, caller: Context): Scope {
  return { site, span, caller, active: trace.setSpan(caller, span) };
}

/** Ends the span of a call that returned. */
export function completeScope({ site, span }: Scope, result: unknown): void {
  if (site.options.captureResult) captureResult(site, span, result);
  endSpan(span);
}

/** Ends the span of a generator, which has nothing to capture, or of work that was left to run later. */
export function endSpan(span: Span, time?: number): void {
  try {
    span.end(time);
  } catch (error) {
    sayFailure('ending a span', error);
  }
  endDeferredSpans();
}

/** Ends the span of a call that threw or rejected. */
export function failScope({ span, caller }: Scope, thrown: unknown): void {
  failSpan(span, caller, thrown);
  endDeferredSpans();
}
