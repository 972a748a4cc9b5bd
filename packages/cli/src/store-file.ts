import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { defaultStateDirectory } from '@seatrial/server';
import type { FileStore } from '@seatrial/store/duckdb';
import { storeFileName } from './reader.ts';

/** How a command wants the file: to look only, to change what is there, or to make it where it is not. */
export type FileUse = 'read' | 'change' | 'create';

/**
 * Opens a store file for `use`, and closes it afterwards.
 * @throws SeatrialError `SEATRIAL_NO_STORE`, or `SEATRIAL_STORE_LOCKED` where a process, as "seatrial dev", holds it.
 */
export async function withStoreFile<T>(
  store: string | undefined,
  use: FileUse,
  work: (file: FileStore, path: string) => Promise<T>,
): Promise<T> {
  const path = store ?? join(defaultStateDirectory(), storeFileName);
  if (use === 'change' && !existsSync(path))
    throw new SeatrialError('SEATRIAL_NO_STORE', `There is no store at ${path}. Name another file with --store.`);
  process.umask(0o077);
  const { createDuckDbStore } = await import('@seatrial/store/duckdb');
  const file = await createDuckDbStore({ path, readOnly: use === 'read' });
  try {
    return await work(file, path);
  } finally {
    await file.close();
  }
}
