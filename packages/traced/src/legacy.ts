import { sayLine } from './line.ts';
import { captureOrigin } from './location.ts';
import { markMember } from './mark.ts';
import type { TracedOptions } from './options.ts';
import { createSite, toMemberName } from './site.ts';
import type { AnyFunction } from './signatures.ts';
import { wrapFunction } from './wrap.ts';

/** Babel's legacy decorators give a field's value as a function. */
type LegacyDescriptor = PropertyDescriptor & { readonly initializer?: ((this: unknown) => unknown) | null };

/** Decorates as `experimentalDecorators` does: a prototype (or, for a static member, the constructor), a key, a descriptor. */
export function decorateLegacy(
  target: object,
  key: string | symbol,
  given: unknown,
  options: TracedOptions,
  entry: AnyFunction,
): PropertyDescriptor | undefined {
  const owner = typeof target === 'function' ? target : target.constructor;
  if (typeof given !== 'object' || given === null) {
    sayLine(
      `@traced: ${owner.name}.${String(key)} is a field or a parameter, which a legacy decorator cannot trace; it stays as it is. Make it a method, or assign traced(…) to it.`,
    );
    return undefined;
  }
  const origin = captureOrigin(entry);
  const wrap = (original: AnyFunction, prefix?: 'get' | 'set'): AnyFunction => {
    const member = toMemberName(key, prefix);
    markMember(target, key);
    return wrapFunction(original, createSite({ options, member, original, origin, findOwner: () => owner.name }));
  };
  const descriptor: LegacyDescriptor = given;
  const { value, get, set, initializer } = descriptor;
  if (typeof value === 'function') return { ...descriptor, value: wrap(value as AnyFunction) };
  if (get !== undefined || set !== undefined)
    return {
      ...descriptor,
      ...(get === undefined ? {} : { get: wrap(get, 'get') }),
      ...(set === undefined ? {} : { set: wrap(set, 'set') }),
    };
  if (typeof initializer !== 'function') return undefined;
  const initialize = function initialize(this: unknown): unknown {
    const initial: unknown = Reflect.apply(initializer, this, []);
    return typeof initial === 'function' ? wrap(initial as AnyFunction) : initial;
  };
  return { ...descriptor, initializer: initialize } as PropertyDescriptor;
}
