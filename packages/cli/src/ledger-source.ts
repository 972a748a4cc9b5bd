import { join } from 'node:path';
import { defaultStateDirectory } from '@seatrial/server';
import { askHabits, askLedgers } from '@seatrial/trial';
import type { Habit, HabitQuery, Ledger, LedgerQuery } from '@seatrial/trial';
import { openReleaseChanges } from './own-records.ts';
import { findServerReader, storeFileName } from './reader.ts';

/** Something that knows the changed functions of releases. */
export interface LedgerSource {
  ledgers(query?: LedgerQuery): Promise<readonly Ledger[]>;
  habits(query: HabitQuery): Promise<readonly Habit[]>;
  close(): Promise<void>;
}

/**
 * A running server, else the store file itself with the changes that were uploaded on this machine; as `openReader` chooses.
 * @throws SeatrialError `SEATRIAL_NO_STORE` where nothing was ever received.
 */
export async function openLedgerSource(store: string | undefined): Promise<LedgerSource> {
  const server = store === undefined ? await findServerReader() : undefined;
  if (server !== undefined)
    return {
      ledgers: (query) => server.ledgers(query),
      habits: (query) => server.habits(query),
      close: () => Promise.resolve(),
    };
  // Loaded only here: DuckDB's library is large, and asking a server does without it.
  const { createDuckDbStore } = await import('@seatrial/store/duckdb');
  const directory = defaultStateDirectory();
  const reader = await createDuckDbStore({ path: store ?? join(directory, storeFileName), readOnly: true });
  const changes = openReleaseChanges(directory);
  return {
    ledgers: (query) => askLedgers(reader, changes, query),
    habits: (query) => askHabits(reader, changes, query),
    close: () => reader.close(),
  };
}
