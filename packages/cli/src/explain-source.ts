import { join } from 'node:path';
import { defaultStateDirectory } from '@seatrial/server';
import type { StoreReader } from '@seatrial/store';
import { explain } from '@seatrial/trial';
import type { ExplainOptions, Explanation } from '@seatrial/trial';
import { findServerReader, storeFileName } from './reader.ts';

/** Something that explains, and knows the names that there are. */
export interface ExplainSource {
  readonly reader: StoreReader;
  /** @param onProgress is told the share of the work that is done, from 0 to 1. */
  explain(options: ExplainOptions, onProgress?: (done: number) => void): Promise<Explanation>;
  close(): Promise<void>;
}

/**
 * A running server, else the store file itself, read only; as `openReader` chooses.
 * @throws SeatrialError `SEATRIAL_NO_STORE` where nothing was ever received.
 */
export async function openExplainSource(store: string | undefined): Promise<ExplainSource> {
  const server = store === undefined ? await findServerReader() : undefined;
  if (server !== undefined)
    return {
      reader: server,
      explain: (options, onProgress) => server.explain(options, onProgress),
      close: () => Promise.resolve(),
    };
  // Loaded only here: DuckDB's library is large, and asking a server does without it.
  const { createDuckDbStore } = await import('@seatrial/store/duckdb');
  const reader = await createDuckDbStore({
    path: store ?? join(defaultStateDirectory(), storeFileName),
    readOnly: true,
  });
  return {
    reader,
    explain: (options, onProgress) => explain(reader, options, onProgress),
    close: () => reader.close(),
  };
}
