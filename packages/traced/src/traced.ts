import { isClass, traceClass } from './class.ts';
import { decorateLegacy } from './legacy.ts';
import { sayLine } from './line.ts';
import { captureOrigin } from './location.ts';
import { markFunction, markMember } from './mark.ts';
import type { TracedOptions } from './options.ts';
import { createSite } from './site.ts';
import type { AnyFunction, Traced } from './signatures.ts';
import { decorateStandard } from './standard.ts';
import type { StandardContext } from './standard.ts';
import { wrapFunction } from './wrap.ts';

type Arguments = readonly unknown[];

/**
 * Makes a span of every call, and changes nothing else about the function: what it returns, when, to whom and with which
 * `this` stays as it was. One name for all places:
 *
 * - `@traced`, `@traced('name')`, `@traced({ … })` on a method, getter, setter, accessor, function field or class, private
 *   and static ones included; standard decorators or `experimentalDecorators`, whichever the compiler uses
 * - `traced(fn)`, `traced('name', fn)`, `traced({ … }, fn)` for a function; wrap once, not at each call
 *
 * It throws nothing of its own: what cannot be traced stays as it is, with one line on stderr.
 */
export const traced: Traced = Object.assign(tracedEntry as Traced, { skip });

function tracedEntry(...args: Arguments): unknown {
  const [first, second] = args;
  if (isDecoration(args)) return decorate(args, {}, tracedEntry);
  if (typeof first === 'function') return traceFunction(first as AnyFunction, {}, tracedEntry);
  if (typeof first !== 'string' && (typeof first !== 'object' || first === null)) {
    sayLine(`@traced: ${String(first)} is no function, name or options; it stays as it is.`);
    return first;
  }
  const options: TracedOptions = typeof first === 'string' ? { name: first } : first;
  if (typeof second === 'function') return traceFunction(second as AnyFunction, options, tracedEntry);
  return function decorator(...inner: Arguments): unknown {
    const [value] = inner;
    if (isDecoration(inner)) return decorate(inner, options, decorator);
    if (typeof value === 'function') return traceFunction(value as AnyFunction, options, decorator);
    sayLine(`@traced: ${String(value)} is nothing that a decorator could trace; it stays as it is.`);
    return value;
  };
}

function traceFunction(original: AnyFunction, options: TracedOptions, entry: AnyFunction): unknown {
  if (isClass(original)) return traceClass(original, options, entry);
  const origin = captureOrigin(entry);
  return wrapFunction(original, createSite({ options, member: original.name, original, origin }));
}

/** Called by a compiler's decorator code: with a context object (standard), or with a key (legacy). */
function isDecoration(args: Arguments): boolean {
  const [first, second] = args;
  if (isContext(second)) return true;
  const isKey = typeof second === 'string' || typeof second === 'symbol';
  return isKey && ((typeof first === 'object' && first !== null) || typeof first === 'function');
}

function isContext(value: unknown): value is StandardContext {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, addInitializer } = value as Readonly<Record<string, unknown>>;
  return typeof kind === 'string' && typeof addInitializer === 'function';
}

function decorate([first, second, third]: Arguments, options: TracedOptions, entry: AnyFunction): unknown {
  if (isContext(second)) return decorateStandard(first, second, options, entry);
  return decorateLegacy(first as object, second as string | symbol, third, options, entry);
}

function skip(value: unknown, second: unknown, descriptor?: PropertyDescriptor): void {
  if (isContext(second)) {
    if (typeof value === 'function') markFunction(value as AnyFunction);
    if (second.kind !== 'class') markMember(second.metadata, second.name);
  } else if (typeof value === 'object' || typeof value === 'function') {
    markMember(value as object, second as string | symbol);
    if (typeof descriptor?.value === 'function') markFunction(descriptor.value as AnyFunction);
  }
}
