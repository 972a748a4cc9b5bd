import type { AnyFunction } from './signatures.ts';

/** What a standard decorator is told of the member that it decorates. */
export interface Member {
  readonly key: string | symbol;
  readonly isPrivate: boolean;
  readonly metadata: object | undefined;
  /** The functions that took the member's place. */
  readonly wrappers: readonly AnyFunction[];
}

/**
 * The class that defines an instance member, from an instance, which may be of a subclass: the prototype that has our
 * function, else the class that carries this decorator's metadata, else the prototype that is the last to know the key.
 */
export function findOwner(self: unknown, { key, isPrivate, metadata, wrappers }: Member): string | undefined {
  if (typeof self !== 'object' || self === null) return undefined;
  let byMetadata: string | undefined;
  let byKey: string | undefined;
  for (let level = Object.getPrototypeOf(self) as object | null; level !== null; level = Object.getPrototypeOf(level)) {
    const name = toClassName(level);
    if (!isPrivate) {
      const own = Object.getOwnPropertyDescriptor(level, key);
      if (own !== undefined) {
        if ([own.value, own.get, own.set].some((candidate) => wrappers.includes(candidate as AnyFunction))) return name;
        byKey = name;
      }
    }
    if (metadata !== undefined && hasMetadata(level, metadata)) byMetadata = name;
  }
  return byMetadata ?? byKey;
}

/** In an initializer, the constructor that is running is the one of the class that defines the member. */
export function findRunningConstructor(): string | undefined {
  const { stack } = new Error('where');
  return /\n\s+at new ([\w$]+) /.exec(stack ?? '')?.[1];
}

function toClassName(prototype: object): string | undefined {
  const { constructor } = prototype as { readonly constructor?: { readonly name?: unknown } };
  return typeof constructor?.name === 'string' ? constructor.name : undefined;
}

function hasMetadata(prototype: object, metadata: object): boolean {
  if (!Object.hasOwn(prototype, 'constructor')) return false;
  const { constructor } = prototype;
  const symbol = (Symbol as { readonly metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
  return Object.getOwnPropertyDescriptor(constructor, symbol)?.value === metadata;
}
