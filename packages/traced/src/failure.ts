import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { attempt } from './line.ts';

/** In which trace an error object was recorded last. */
const recordedIn = new WeakMap<object, string>();
/** The primitive with which a child of this span failed: primitives cannot be keys. */
const childFailure = new WeakMap<Span, { readonly thrown: unknown }>();

/**
 * Ends a span whose function failed. The exception is recorded where it is seen first, not again at each level that it
 * passes; each level has status ERROR and `error.type`.
 */
export function failSpan(span: Span, caller: Context, thrown: unknown): void {
  attempt('recording an error', () => {
    if (!span.isRecording()) return;
    const type = toErrorType(thrown);
    const message = toMessage(thrown);
    if (isFirstRecord(span, caller, thrown)) recordException(span, thrown, type, message);
    span.setAttribute('error.type', type);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  });
  attempt('ending a span', () => span.end());
}

function isFirstRecord(span: Span, caller: Context, thrown: unknown): boolean {
  if (isObject(thrown)) {
    const { traceId } = span.spanContext();
    if (recordedIn.get(thrown) === traceId) return false;
    recordedIn.set(thrown, traceId);
    return true;
  }
  const below = childFailure.get(span);
  const parent = trace.getSpan(caller);
  if (parent !== undefined) childFailure.set(parent, { thrown });
  return below === undefined || !Object.is(below.thrown, thrown);
}

/** Written as an event where it is no Error: an SDK reads properties of what it is given, which `undefined` has not. */
function recordException(span: Span, thrown: unknown, type: string, message: string): void {
  if (thrown instanceof Error) span.recordException(thrown);
  else span.addEvent('exception', { 'exception.type': type, 'exception.message': message });
}

function toErrorType(thrown: unknown): string {
  if (!isObject(thrown)) return typeof thrown;
  const { name } = thrown as { readonly name?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  return thrown.constructor?.name || 'object';
}

function toMessage(thrown: unknown): string {
  if (!isObject(thrown)) return String(thrown);
  const { message } = thrown as { readonly message?: unknown };
  return typeof message === 'string' ? message : '';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
