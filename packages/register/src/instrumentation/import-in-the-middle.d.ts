// Files that the package has, and no types for.
declare module 'import-in-the-middle/create-hook.mjs' {
  import type { ImportWrapper } from './import-wrapper.ts';
  export function createHook(meta: { readonly url: string }): ImportWrapper;
}
declare module 'import-in-the-middle/supports-sync-hooks.mjs' {
  export function supportsSyncHooks(): boolean;
}
