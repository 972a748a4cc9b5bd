import type { Span } from '@opentelemetry/api';
import { callTraced } from './call.ts';
import { attempt } from './line.ts';
import type { Site } from './site.ts';
import type { AnyFunction } from './signatures.ts';
import { findTracer } from './tracer.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<AnyFunction>();

/** True for a function that {@link wrapFunction} has made. */
export function isTraced(fn: AnyFunction): boolean {
  return wrapped.has(fn);
}

/** A function that does what `fn` does, in a span, and looks like it from outside. */
export function wrapFunction<F extends AnyFunction>(fn: F, site: Site): F {
  const original = fn as unknown as Callable;
  const wrapper = isConstructor(fn) ? createConstructible(original, site) : createCallable(original, site);
  attempt('copying what a function carries', () => copyIdentity(fn, wrapper));
  wrapped.add(wrapper);
  return wrapper as unknown as F;
}

/** A method, arrow or async function: it has no `prototype` and cannot be constructed, and neither can its stand-in. */
function createCallable(original: Callable, site: Site): Callable {
  const { stand } = {
    stand(this: unknown, ...args: unknown[]): unknown {
      const tracer = site.options.tracer ?? findTracer();
      if (tracer === undefined) return Reflect.apply(original, this, args);
      return callTraced(site, tracer, this, args, () => Reflect.apply(original, this, args));
    },
  };
  return stand;
}

function createConstructible(original: Callable, site: Site): Callable {
  return function stand(this: unknown, ...args: unknown[]): unknown {
    const target: unknown = new.target;
    const work = (_span?: Span): unknown => {
      if (target === undefined) return Reflect.apply(original, this, args);
      return Reflect.construct(original, args, (target === stand ? original : target) as Function);
    };
    const tracer = site.options.tracer ?? findTracer();
    return tracer === undefined ? work() : callTraced(site, tracer, this, args, work);
  };
}

/** Asks without running it. */
function isConstructor(fn: AnyFunction): boolean {
  try {
    Reflect.construct(Object, [], fn as unknown as Function);
    return true;
  } catch {
    return false;
  }
}

/** Name, length, text, kind, own properties and reflect-metadata: frameworks look at each of them. */
function copyIdentity(from: AnyFunction, to: Callable): void {
  for (const key of Reflect.ownKeys(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Reflect.defineProperty(to, key, descriptor);
  }
  if (!Object.hasOwn(from, 'toString'))
    Object.defineProperty(to, 'toString', {
      value: { toString: (): string => Function.prototype.toString.call(from) }.toString,
      writable: true,
      configurable: true,
    });
  const prototype = Object.getPrototypeOf(from) as object | null;
  if (prototype !== Function.prototype) Object.setPrototypeOf(to, prototype);
  copyMetadata(from, to);
}

interface MetadataReflect {
  readonly getOwnMetadataKeys?: (target: object) => readonly unknown[];
  readonly getOwnMetadata?: (key: unknown, target: object) => unknown;
  readonly defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

function copyMetadata(from: object, to: object): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect;
  if (getOwnMetadataKeys === undefined) return;
  for (const key of getOwnMetadataKeys(from)) defineMetadata?.(key, getOwnMetadata?.(key, from), to);
}
