import { SeatrialError } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Questions that are being answered: a thread that ended under one would take the process down. */
export class Questions {
  readonly #open = new Set<Promise<unknown>>();

  /** Asks on a connection of its own, which is closed afterwards. */
  async ask<T>(
    connect: () => Promise<DuckDBConnection>,
    use: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    const asked = answer(connect, use);
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

async function answer<T>(
  connect: () => Promise<DuckDBConnection>,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect();
  try {
    return await use(connection);
  } catch (error) {
    if (error instanceof SeatrialError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SeatrialError('SEATRIAL_STORE_UNUSABLE', `The store could not answer: ${message}`, { cause: error });
  } finally {
    connection.closeSync();
  }
}
