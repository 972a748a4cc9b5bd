import type { AnyFunction } from './signatures.ts';

/** Functions that a class-level decorator leaves alone. */
const functions = new WeakSet<AnyFunction>();
/** The same by class, for a member whose function another decorator has replaced since. */
const members = new WeakMap<object, Set<string | symbol>>();

export function markFunction(fn: AnyFunction): void {
  functions.add(fn);
}

/** `holder` is the prototype or constructor (legacy), or the class's decorator metadata (standard), where there is any. */
export function markMember(holder: object | undefined, key: string | symbol): void {
  if (holder === undefined || holder === null) return;
  const keys = members.get(holder) ?? new Set();
  members.set(holder, keys.add(key));
}

export function isMarked(fn: AnyFunction, holders: readonly (object | undefined)[], key: string | symbol): boolean {
  return functions.has(fn) || holders.some((holder) => holder !== undefined && members.get(holder)?.has(key) === true);
}
