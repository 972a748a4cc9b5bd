import { traceClass } from './class.ts';
import { captureOrigin } from './location.ts';
import { findOwner, findRunningConstructor } from './owner.ts';
import type { Member } from './owner.ts';
import type { TracedOptions } from './options.ts';
import { createSite, toMemberName } from './site.ts';
import type { AnyClass, AnyFunction } from './signatures.ts';
import { markMember } from './mark.ts';
import { wrapFunction } from './wrap.ts';

/** What a standard decorator is called with, beside the value. */
export type StandardContext = DecoratorContext;

interface Accessor {
  readonly get: AnyFunction;
  readonly set: AnyFunction;
}

/** Decorates as TC39 says; `entry` is the decorator, whose caller is the class. */
export function decorateStandard(
  value: unknown,
  context: StandardContext,
  options: TracedOptions,
  entry: AnyFunction,
): unknown {
  if (context.kind === 'class') return traceClass(value as AnyClass, options, entry);
  const wrappers: AnyFunction[] = [];
  const origin = captureOrigin(entry);
  const owner = createOwnerFinder(context, wrappers);
  const wrap = (original: AnyFunction, prefix?: 'get' | 'set'): AnyFunction => {
    const member = toMemberName(context.name, prefix);
    const wrapper = wrapFunction(original, createSite({ options, member, original, origin, findOwner: owner }));
    wrappers.push(wrapper);
    markMember(context.metadata, context.name);
    return wrapper;
  };
  switch (context.kind) {
    case 'method':
      return wrap(value as AnyFunction);
    case 'getter':
      return wrap(value as AnyFunction, 'get');
    case 'setter':
      return wrap(value as AnyFunction, 'set');
    case 'accessor': {
      const { get, set } = value as Accessor;
      return { get: wrap(get, 'get'), set: wrap(set, 'set') };
    }
    default:
      return (initial: unknown): unknown => (typeof initial === 'function' ? wrap(initial as AnyFunction) : initial);
  }
}

/**
 * A standard decorator is not told the class. A static member's initializer has it as `this`; an instance member's has the
 * first instance, before any method could be taken off it.
 */
function createOwnerFinder(
  context: Exclude<StandardContext, ClassDecoratorContext>,
  wrappers: readonly AnyFunction[],
): (self: unknown) => string | undefined {
  const { name: key, private: isPrivate, static: isStatic } = context;
  const member: Member = { key, isPrivate, metadata: context.metadata, wrappers };
  let owner: string | undefined;
  let ownerClass: { readonly name: string } | undefined;
  let isAsked = false;
  context.addInitializer(function initialize(this: unknown) {
    if (isAsked) return;
    isAsked = true;
    // The name is read later: some compilers set it after this.
    if (isStatic) ownerClass = this as { readonly name: string };
    else owner = findOwner(this, member) ?? findRunningConstructor();
  });
  return (self) => ownerClass?.name ?? (owner ??= findOwner(self, member));
}
