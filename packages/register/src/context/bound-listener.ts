import type { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';

export type EventName = string | symbol;
export type Listener = (this: unknown, ...args: readonly unknown[]) => unknown;

/**
 * A listener that runs in a context. It has the original as its `listener`, by which Node.js finds the original of what
 * `once` adds: nothing else is to be remembered, and `off`, `listeners` and `listenerCount` take and give the original.
 */
export function bindListener(store: AsyncLocalStorage<Context>, context: Context, listener: Listener): Listener {
  const bound = function (this: unknown, ...args: readonly unknown[]): unknown {
    return store.run(context, Reflect.apply, listener, this, args);
  };
  bound.listener = listener;
  return bound;
}

/** As {@link bindListener}, for the first time that `event` comes: what `once` makes, and the context in one. */
export function bindOnce(
  store: AsyncLocalStorage<Context>,
  context: Context,
  listener: Listener,
  emitter: EventEmitter,
  event: EventName,
): Listener {
  let isOver = false;
  const bound = function (this: unknown, ...args: readonly unknown[]): unknown {
    if (isOver) return undefined;
    emitter.removeListener(event, bound);
    isOver = true;
    return store.run(context, Reflect.apply, listener, this, args);
  };
  bound.listener = listener;
  return bound;
}
