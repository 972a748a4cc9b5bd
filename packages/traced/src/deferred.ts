import type { Span } from '@opentelemetry/api';
import { attempt } from './line.ts';
import { toEndTime } from './moment.ts';
import type { Moment } from './moment.ts';

/** A span whose work was handed out as a lazy thenable and has not run. It must not refer to the thenable. */
export interface Deferred {
  readonly span: Span;
  /** The caller's span: once it ends, the work no longer belongs to it. */
  readonly parent: Span | undefined;
  readonly returned: Moment;
}

const waiting = new Set<Deferred>();
const collected = new FinalizationRegistry<Deferred>(endDeferred);
const sweepMs = 1000;
// Taken early, so that the fake timers of a test do not hold spans back.
const { setImmediate, setTimeout } = globalThis;
let sweeping = false;

/** Keeps the span open until its thenable runs, its caller's span ends, or the thenable is collected. */
export function deferSpan(deferred: Deferred, thenable: object): void {
  waiting.add(deferred);
  if (deferred.parent === undefined) {
    // Nobody's span could hold the run: it is part of this turn of the event loop, or of nothing.
    setImmediate(endDeferred, deferred);
    return;
  }
  collected.register(thenable, deferred, deferred);
  sweepLater();
}

/** The thenable runs. True where this is its first run within the caller's span. */
export function resumeDeferred(deferred: Deferred): boolean {
  if (!waiting.has(deferred)) return false;
  if (deferred.parent !== undefined && !deferred.parent.isRecording()) {
    endDeferred(deferred);
    return false;
  }
  forget(deferred);
  return true;
}

/** Ends the spans whose caller's span has ended. Called where spans end, and from time to time. */
export function endDeferredSpans(): void {
  if (waiting.size === 0) return;
  for (const deferred of waiting)
    if (deferred.parent !== undefined && !deferred.parent.isRecording()) endDeferred(deferred);
}

function endDeferred(deferred: Deferred): void {
  if (!waiting.has(deferred)) return;
  forget(deferred);
  const { span, returned } = deferred;
  attempt('ending a span', () => {
    span.setAttribute('seatrial.deferred', true);
    span.end(toEndTime(span, returned));
  });
}

function forget(deferred: Deferred): void {
  waiting.delete(deferred);
  collected.unregister(deferred);
}

/** Spans of others end without telling us, hence a look once a second while something waits. */
function sweepLater(): void {
  if (sweeping) return;
  sweeping = true;
  setTimeout(() => {
    sweeping = false;
    endDeferredSpans();
    if (waiting.size > 0) sweepLater();
  }, sweepMs).unref();
}
