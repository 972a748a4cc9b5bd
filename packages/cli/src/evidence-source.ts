import { join } from 'node:path';
import { defaultStateDirectory } from '@seatrial/server';
import { gatherWithFunctions } from '@seatrial/trial';
import type { Evidence, VerifyOptions } from '@seatrial/trial';
import { openReleaseChanges } from './own-records.ts';
import { findServerReader, storeFileName } from './reader.ts';

/** Something that gathers what a verdict is made from. */
export interface EvidenceSource {
  evidence(options: VerifyOptions): Promise<Evidence>;
  close(): Promise<void>;
}

/**
 * A running server, else the store file itself, read only; as `openReader` chooses.
 * @throws SeatrialError `SEATRIAL_NO_STORE` where nothing was ever received.
 */
export async function openEvidenceSource(store: string | undefined): Promise<EvidenceSource> {
  const server = store === undefined ? await findServerReader() : undefined;
  if (server !== undefined) return { evidence: (options) => server.evidence(options), close: () => Promise.resolve() };
  // Loaded only here: DuckDB's library is large, and asking a server does without it.
  const { createDuckDbStore } = await import('@seatrial/store/duckdb');
  const directory = defaultStateDirectory();
  const reader = await createDuckDbStore({ path: store ?? join(directory, storeFileName), readOnly: true });
  const changes = openReleaseChanges(directory);
  return { evidence: (options) => gatherWithFunctions(reader, changes, options), close: () => reader.close() };
}
