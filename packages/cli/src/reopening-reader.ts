import type { StoreReader } from '@seatrial/store';
import { openReader } from './reader.ts';

/**
 * Opens what there is to ask anew for each question: a server may come, go and come back with another token while an
 * agent's session lasts, and a file is held no longer than a question takes.
 */
export function createReopeningReader(store: string | undefined): StoreReader {
  return new Proxy({} as StoreReader, {
    get: (_, method) => {
      return async (...given: readonly unknown[]): Promise<unknown> => {
        const { reader, close } = await openReader(store);
        try {
          const call = reader[method as keyof StoreReader] as (...rest: readonly unknown[]) => Promise<unknown>;
          return await call.apply(reader, [...given]);
        } finally {
          await close();
        }
      };
    },
  });
}
