import { isPromise } from 'node:util/types';
import { completeScope, failScope } from './scope.ts';
import type { Scope } from './scope.ts';

/** What was handed out for a promise, so that one which is returned twice stays one. */
const followers = new WeakMap<Promise<unknown>, Promise<unknown>>();

/** A promise that runs by itself. One with a `then` of its own may be lazy, and is left to {@link followThenable}. */
export function isPlainPromise(value: object): value is Promise<unknown> {
  if (!isPromise(value)) return false;
  if (value.then === Promise.prototype.then) return true;
  // Of another realm, as in Jest or node:vm, whose Promise is not ours.
  const prototype = Object.getPrototypeOf(value) as object | null;
  const parent = prototype === null ? null : (Object.getPrototypeOf(prototype) as object | null);
  return !Object.hasOwn(value, 'then') && parent !== null && Object.getPrototypeOf(parent) === null;
}

/**
 * Ends the span when the promise settles. The caller gets a promise that follows it: a handler that we put on the original
 * would mark its rejection as handled, and an unhandled rejection would no longer be reported.
 */
export function followPromise(promise: Promise<unknown>, scope: Scope): Promise<unknown> {
  const complete = (value: unknown): unknown => {
    completeScope(scope, value);
    return value;
  };
  const known = followers.get(promise);
  if (known !== undefined) {
    void promise.then(complete, (error: unknown) => failScope(scope, error));
    return known;
  }
  const follower = promise.then(complete, (error: unknown) => {
    failScope(scope, error);
    throw error;
  });
  copyProperties(promise, follower);
  if (!scope.site.makesPromises) followers.set(promise, follower);
  return follower;
}

/** Some libraries hang methods on a promise, such as `cancel`. */
function copyProperties(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined && !Object.hasOwn(to, key)) Object.defineProperty(to, key, descriptor);
  }
}
