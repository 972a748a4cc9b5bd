export { createFlagdProvider } from './provider.ts';
export type { FlagdProviderOptions } from './provider.ts';
