import { captureOrigin } from './location.ts';
import type { Origin } from './location.ts';
import { isMarked } from './mark.ts';
import type { TracedOptions } from './options.ts';
import { createSite, toMemberName } from './site.ts';
import type { AnyClass, AnyFunction } from './signatures.ts';
import { isTraced, wrapFunction } from './wrap.ts';

/**
 * Traces a class's own methods, static ones included: not its constructor, its accessors, what it inherits, or `#private`
 * methods, which nobody outside can replace. The class stays the one it is.
 */
export function traceClass<C extends AnyClass>(target: C, options: TracedOptions, entry: AnyFunction): C {
  const origin = captureOrigin(entry);
  traceMethods(target, target.prototype as object, options, origin);
  traceMethods(target, target, options, origin);
  return target;
}

function traceMethods(owner: AnyClass, holder: object, options: TracedOptions, origin: Origin): void {
  const metadata = findMetadata(owner);
  for (const key of Reflect.ownKeys(holder)) {
    if (key === 'constructor' || key === 'prototype') continue;
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    const original = descriptor?.value as unknown;
    if (descriptor?.configurable !== true || !isMethod(original)) continue;
    if (isTraced(original) || isMarked(original, [holder, metadata], key)) continue;
    const member = toMemberName(key);
    const name = options.name === undefined ? {} : { name: `${options.name}.${member}` };
    const site = createSite({
      options: { ...options, ...name },
      member,
      original,
      origin,
      findOwner: () => owner.name,
    });
    Object.defineProperty(holder, key, { ...descriptor, value: wrapFunction(original, site) });
  }
}

/** A static field may hold a class or a constructor; that is a value, not a method. */
function isMethod(value: unknown): value is AnyFunction {
  return typeof value === 'function' && !isClass(value);
}

/** Classes are the functions whose prototype cannot be replaced, whatever syntax they were compiled to. */
export function isClass(value: unknown): value is AnyClass {
  if (typeof value !== 'function') return false;
  const prototype = Object.getOwnPropertyDescriptor(value, 'prototype');
  return prototype !== undefined && prototype.writable === false;
}

function findMetadata(owner: AnyClass): object | undefined {
  const symbol = (Symbol as { readonly metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
  const value: unknown = Object.getOwnPropertyDescriptor(owner, symbol)?.value;
  return typeof value === 'object' && value !== null ? value : undefined;
}
