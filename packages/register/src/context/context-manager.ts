import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { FlatContext } from '@seatrial/model';
import { load } from '../load.ts';
import { createEmitterBinder } from './emitter-binder.ts';

/**
 * OpenTelemetry's context in an `AsyncLocalStorage`, as its own manager has it, for servers: HTTP instrumentations bind
 * four emitters a request, and what Node.js keeps of a connection keeps all that hangs on them until the next full
 * collection. Theirs makes eight closures and a map for each emitter, and a weak map for each event (`npm run bench memory`).
 */
export class ServiceContextManager implements ContextManager {
  readonly #store = new AsyncLocalStorage<Context>();
  /** Without values, as the API's own root; what is made from it is lighter. */
  readonly #root: Context = new FlatContext(load('@opentelemetry/api').ROOT_CONTEXT);
  readonly #bindEmitter = createEmitterBinder(this.#store);

  active(): Context {
    return this.#store.getStore() ?? this.#root;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    if (thisArg === undefined || thisArg === null) return this.#store.run(context, fn, ...args);
    return this.#store.run(context, () => fn.apply(thisArg, args));
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) this.#bindEmitter(context, target);
    else if (typeof target === 'function') return this.#bindFunction(context, target as unknown as AnyFunction) as T;
    return target;
  }

  attach(context: Context): ContextManagementToken {
    const store = this.#store;
    let before = store.getStore();
    let isOver = false;
    store.enterWith(context);
    return {
      dispose() {
        if (isOver) return;
        isOver = true;
        store.enterWith(before as Context);
        before = undefined;
      },
    };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#store.disable();
    return this;
  }

  #bindFunction(context: Context, target: AnyFunction): AnyFunction {
    const store = this.#store;
    const bound = function (this: unknown, ...args: readonly unknown[]): unknown {
      return store.run(context, Reflect.apply, target, this, args);
    };
    // Frameworks tell handlers apart by how many arguments they take.
    Object.defineProperty(bound, 'length', { configurable: true, value: target.length });
    return bound;
  }
}

type AnyFunction = (this: unknown, ...args: readonly unknown[]) => unknown;
