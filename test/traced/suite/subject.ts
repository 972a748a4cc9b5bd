import type { TracedDecorator } from '@seatrial/traced';
import type { define } from '../fixtures/shop.ts';
import type { defineModern } from '../fixtures/modern.ts';

/** How the decorated class reaches the program. */
export type Form = 'standard' | 'legacy' | 'function';

/** A decorator, as one compiler applies it. */
export interface Subject {
  readonly name: string;
  readonly form: Form;
  readonly trace: TracedDecorator;
  /** The compiled fixtures. */
  readonly define: typeof define;
  readonly defineModern?: typeof defineModern;
}

type Shop = ReturnType<typeof define>;

/** The function form decorates nothing while it is compiled: here every method is wrapped, as a user would. */
export function wrapAll(classes: Shop, trace: (fn: never) => unknown): Shop {
  for (const target of Object.values(classes))
    for (const holder of [target, target.prototype] as readonly object[])
      for (const key of Reflect.ownKeys(holder)) {
        const own = Object.getOwnPropertyDescriptor(holder, key);
        if (key === 'constructor' || key === 'prototype' || String(key).startsWith('plain') || own === undefined)
          continue;
        for (const part of ['value', 'get', 'set'] as const)
          if (typeof own[part] === 'function') own[part] = trace(own[part] as never) as () => unknown;
        if (own.configurable === true) Object.defineProperty(holder, key, own);
      }
  return classes;
}
