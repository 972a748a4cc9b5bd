import type { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { bindListener, bindOnce } from './bound-listener.ts';
import type { EventName, Listener } from './bound-listener.ts';

type Add = (this: unknown, event: EventName, listener: Listener) => unknown;

/** What adds a listener, as an emitter had it before it was bound. */
interface Methods {
  readonly on: Add;
  readonly addListener: Add;
  readonly prependListener: Add;
  readonly once: Add;
  readonly prependOnceListener: Add;
}

type Name = keyof Methods;

const names: readonly Name[] = ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'];
const usual = toMethods(EventEmitter.prototype);

/** What is kept with a bound emitter, under a symbol. */
interface Binding {
  readonly context: Context;
  readonly methods: Methods;
}

/**
 * Lets listeners that are added to an emitter from then on run in a context, whoever emits. The first context holds.
 * Emitters share the methods that do it, so that to bind one costs six properties and an object.
 */
export type BindEmitter = (context: Context, emitter: EventEmitter) => void;

export function createEmitterBinder(store: AsyncLocalStorage<Context>): BindEmitter {
  const slot = Symbol('seatrial.binding');
  const findBinding = (emitter: unknown): Binding | undefined =>
    (emitter as Readonly<Record<symbol, Binding | undefined>>)[slot];
  const createAdd = (name: Name): Add =>
    function (event, listener) {
      const binding = findBinding(this);
      const add = (binding?.methods ?? usual)[name];
      const isBound = binding !== undefined && typeof listener === 'function';
      return add.call(this, event, isBound ? bindListener(store, binding.context, listener) : listener);
    };
  const createAddOnce = (name: Name, addName: Name): Add =>
    function (event, listener) {
      const binding = findBinding(this);
      if (binding === undefined || typeof listener !== 'function') return usual[name].call(this, event, listener);
      const once = bindOnce(store, binding.context, listener, this as EventEmitter, event);
      return binding.methods[addName].call(this, event, once);
    };
  const shared: Methods = {
    on: createAdd('on'),
    addListener: createAdd('addListener'),
    prependListener: createAdd('prependListener'),
    once: createAddOnce('once', 'on'),
    prependOnceListener: createAddOnce('prependOnceListener', 'prependListener'),
  };
  const findMethods = createMethodFinder();
  return (context, emitter) => {
    if (findBinding(emitter) !== undefined || !Object.isExtensible(emitter)) return;
    const methods = findMethods(emitter);
    const bound = emitter as unknown as Record<Name, Add> & Record<symbol, Binding>;
    bound[slot] = { context, methods };
    bound.on = shared.on;
    bound.addListener = shared.addListener;
    bound.prependListener = shared.prependListener;
    // One of the emitter's own ends in its `on`, and knows how to take away what it has added.
    if (methods.once === usual.once) bound.once = shared.once;
    if (methods.prependOnceListener === usual.prependOnceListener)
      bound.prependOnceListener = shared.prependOnceListener;
  };
}

/** Found once for each prototype: few emitters have such methods themselves. */
function createMethodFinder(): (emitter: EventEmitter) => Methods {
  const byPrototype = new WeakMap<object, Methods>();
  return (emitter) => {
    if (names.some((name) => Object.hasOwn(emitter, name))) return toMethods(emitter);
    const prototype = Object.getPrototypeOf(emitter) as object;
    const found = byPrototype.get(prototype);
    if (found !== undefined) return found;
    const methods = toMethods(emitter);
    byPrototype.set(prototype, methods);
    return methods;
  };
}

function toMethods({ on, addListener, prependListener, once, prependOnceListener }: EventEmitter): Methods {
  return { on, addListener, prependListener, once, prependOnceListener };
}
