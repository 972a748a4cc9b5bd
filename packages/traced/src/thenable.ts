import { context, trace } from '@opentelemetry/api';
import { deferSpan, resumeDeferred } from './deferred.ts';
import { attempt } from './line.ts';
import { now } from './moment.ts';
import { completeScope, endSpan, failScope } from './scope.ts';
import type { Scope } from './scope.ts';

type Callback = ((value: unknown) => unknown) | null | undefined;
type Then = (this: unknown, onFulfilled?: Callback, onRejected?: Callback) => unknown;

/** Reads `then` once; what throws when it is read is not a thenable of ours to follow. */
export function findThen(value: object): Then | undefined {
  try {
    const { then } = value as { readonly then?: unknown };
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Follows a query builder or another lazy thenable without running it: it stays the object that it is, and gets an own,
 * hidden `then`, which ends the span when the run that somebody else starts has settled.
 */
export function followThenable(thenable: object, then: Then, scope: Scope): void {
  const { span } = scope;
  const parent = trace.getSpan(scope.caller);
  const deferred = { span, parent: parent?.isRecording() === true ? parent : undefined, returned: now() };
  const before = Object.getOwnPropertyDescriptor(thenable, 'then');
  const ours: Then = function then_(onFulfilled, onRejected) {
    // Gone before the run, so that a second one is none of ours.
    if (Object.getOwnPropertyDescriptor(thenable, 'then')?.value === ours) restore(thenable, before);
    if (!resumeDeferred(deferred)) return Reflect.apply(then, this, [onFulfilled, onRejected]);
    return run(then, this, scope, onFulfilled, onRejected);
  };
  Object.defineProperty(ours, 'name', { value: 'then' });
  const installed = attempt('following a thenable', () =>
    Reflect.defineProperty(thenable, 'then', { value: ours, writable: true, configurable: true, enumerable: false }),
  );
  if (installed === true) deferSpan(deferred, thenable);
  else {
    attempt('setting an attribute', () => span.setAttribute('seatrial.deferred', true));
    endSpan(span);
  }
}

/** One run, inside the span. What the caller does with its outcome runs in the caller's context again. */
function run(then: Then, self: unknown, scope: Scope, onFulfilled: Callback, onRejected: Callback): unknown {
  const outside = context.active();
  const fulfil = (value: unknown): unknown => {
    completeScope(scope, value);
    return typeof onFulfilled === 'function' ? context.with(outside, () => onFulfilled(value)) : value;
  };
  const reject = (error: unknown): unknown => {
    failScope(scope, error);
    if (typeof onRejected === 'function') return context.with(outside, () => onRejected(error));
    throw error;
  };
  try {
    return context.with(scope.active, () => Reflect.apply(then, self, [fulfil, reject]));
  } catch (error) {
    failScope(scope, error);
    throw error;
  }
}

function restore(thenable: object, before: PropertyDescriptor | undefined): void {
  if (before === undefined) Reflect.deleteProperty(thenable, 'then');
  else Reflect.defineProperty(thenable, 'then', before);
}
