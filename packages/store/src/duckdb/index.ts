export { createDuckDbStore } from './duckdb-store.ts';
export type { DuckDbStoreOptions } from './open.ts';
export type { CompactOutcome, FileStore, ParquetOutcome, StoredSpan } from './file-store.ts';
