import { SeatrialError } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import { toMessage } from './refusals.ts';

/** Questions that are being answered: a thread that ended under one would take the process down. */
export class Questions {
  readonly #open = new Set<Promise<unknown>>();

  /** Asks on a connection of its own, which is closed afterwards. */
  ask<T>(connect: () => Promise<DuckDBConnection>, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.follow(async () => {
      const connection = await connect();
      try {
        return await use(connection);
      } finally {
        connection.closeSync();
      }
    });
  }

  /** Asks on a connection that somebody else keeps. */
  async follow<T>(work: () => Promise<T>): Promise<T> {
    const asked = answer(work);
    this.#open.add(asked);
    try {
      return await asked;
    } finally {
      this.#open.delete(asked);
    }
  }

  /** Resolves when all that were asked before are answered, or have failed. */
  async finish(): Promise<void> {
    await Promise.allSettled(this.#open);
  }
}

async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SeatrialError) throw error;
    throw new SeatrialError('SEATRIAL_STORE_UNUSABLE', `The store could not answer: ${toMessage(error)}`, {
      cause: error,
    });
  }
}
