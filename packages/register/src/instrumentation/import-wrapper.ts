import { createRequire } from 'node:module';
import type { RegisterHooksOptions } from 'node:module';
import { pathToFileURL } from 'node:url';
import { load } from '../load.ts';

export { supportsSyncHooks } from 'import-in-the-middle/supports-sync-hooks.mjs';

/** import-in-the-middle's hooks, which wrap ES modules so that an instrumentation can patch what they export. */
export interface ImportWrapper {
  readonly resolveSync: NonNullable<RegisterHooksOptions['resolve']>;
  readonly loadSync: NonNullable<RegisterHooksOptions['load']>;
  applyOptions(options: { readonly shouldInclude: ShouldWrap }): void;
}

/** Decides by a resolved URL and the specifier that led to it. */
export type ShouldWrap = (url: string, specifier: string) => boolean;

/** As its register-hooks.mjs does, which can only be registered at once, before anything is to be wrapped. */
export function createWrapper(shouldInclude: ShouldWrap): ImportWrapper {
  const { createHook } = load('import-in-the-middle/create-hook.mjs');
  const wrapper = createHook({ url: pathToFileURL(require.resolve('import-in-the-middle/register-hooks.mjs')).href });
  wrapper.applyOptions({ shouldInclude });
  return wrapper;
}

const require = createRequire(import.meta.url);
