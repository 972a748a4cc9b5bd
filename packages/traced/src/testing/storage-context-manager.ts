import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Context, ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';

/** Carries the active span through awaits and callbacks, as the SDK's own context manager does. */
export function createStorageContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, work, self, ...args) => storage.run(context, () => Reflect.apply(work, self, args) as never),
    bind: (context, target) =>
      typeof target === 'function'
        ? (Object.assign(function bound(this: unknown, ...args: readonly unknown[]): unknown {
            return storage.run(context, () => Reflect.apply(target as () => unknown, this, args) as unknown);
          }) as typeof target)
        : target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}
