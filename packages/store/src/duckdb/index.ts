export { createDuckDbStore } from './duckdb-store.ts';
export type { DuckDbStoreOptions } from './open.ts';
