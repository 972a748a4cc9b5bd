import { loadInstalled } from './installed.ts';

const store = new WeakMap<object, Map<unknown, unknown>>();

/** The three functions of reflect-metadata that the suite needs, where the package itself is not installed. */
export async function installReflectMetadata(): Promise<void> {
  if ((await loadInstalled('reflect-metadata')) !== undefined) return;
  Object.assign(Reflect, {
    defineMetadata: (key: unknown, value: unknown, target: object) => {
      store.set(target, (store.get(target) ?? new Map<unknown, unknown>()).set(key, value));
    },
    getMetadata: (key: unknown, target: object) => store.get(target)?.get(key),
    getOwnMetadata: (key: unknown, target: object) => store.get(target)?.get(key),
    getOwnMetadataKeys: (target: object) => [...(store.get(target)?.keys() ?? [])],
  });
}
