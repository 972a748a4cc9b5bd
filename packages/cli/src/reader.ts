import { join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { defaultStateDirectory, readServerState } from '@seatrial/server';
import type { ServerState } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { ApiClient } from '@seatrial/server/client';
import type { StoreReader } from '@seatrial/store';

/** Something to ask, and how to let go of it. */
export interface OpenReader {
  readonly reader: StoreReader;
  close(): Promise<void>;
}

export const storeFileName = 'seatrial.duckdb';

/**
 * The data to look at: a running server (`SEATRIAL_URL` with `SEATRIAL_TOKEN`, else the one of the state directory), else
 * the store file itself, read only. `store` names a file and leaves servers aside.
 * @throws SeatrialError `SEATRIAL_NO_STORE` where nothing was ever received.
 */
export async function openReader(store: string | undefined): Promise<OpenReader> {
  const server = store === undefined ? await findServerReader() : undefined;
  if (server !== undefined) return { reader: server, close: () => Promise.resolve() };
  // Loaded only here: DuckDB's library is large, and asking a server does without it.
  const { createDuckDbStore } = await import('@seatrial/store/duckdb');
  const path = store ?? join(defaultStateDirectory(), storeFileName);
  const reader = await createDuckDbStore({ path, readOnly: true });
  return { reader, close: () => reader.close() };
}

/** The server that `SEATRIAL_URL` names, else the one that runs with this state directory. */
export async function findServerReader(): Promise<ApiClient | undefined> {
  const { SEATRIAL_URL: apiUrl, SEATRIAL_TOKEN: token } = process.env;
  if (apiUrl) {
    if (!URL.canParse(apiUrl))
      throw new SeatrialError(
        'SEATRIAL_BAD_ARGUMENT',
        `SEATRIAL_URL is ${JSON.stringify(apiUrl)}, no address. Write http://127.0.0.1:4319.`,
      );
    return createApiClient({ apiUrl, token: token ?? '' });
  }
  const state = await findRunningServer();
  return state === undefined ? undefined : createApiClient(state);
}

/**
 * The server that runs with this state directory and answers. A file that a killed server left behind is none, even
 * where its process id belongs to another process by now.
 */
export async function findRunningServer(): Promise<ServerState | undefined> {
  const state = readServerState(defaultStateDirectory());
  if (state === undefined) return undefined;
  try {
    const { pid } = await createApiClient(state).status();
    return pid === state.pid ? state : undefined;
  } catch {
    return undefined;
  }
}
