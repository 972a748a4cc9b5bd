import { loadBeside } from '../load-beside.ts';
import type { Batch, Protocols } from './batch.ts';
import type * as StartCarrier from './start-carrier.ts';

/** Brings encoded batches to a receiver. */
export interface Carrier {
  post(batch: Batch): void;
  /** Resolves when all is taken, or one attempt has failed, or the time is up. */
  drain(timeoutMs: number): Promise<void>;
  /** From now on `drain` resolves at once: the process ends, and waits once, in `finish`. */
  stopWaiting(): void;
  /**
   * Sends what waits and `batches` while this thread stands still, for at most `timeoutMs`. For the end of the process.
   */
  finish(batches: readonly Batch[], timeoutMs: number): void;
}

export interface CarrierOptions {
  readonly protocols: Protocols;
  /** Encoded bytes kept at most while nobody takes them. */
  readonly mostBytes: number;
}

/** What sends is loaded with the first batch. */
export function createCarrier(options: CarrierOptions): Carrier {
  return new LateCarrier(() => (loadBeside('export/start-carrier') as typeof StartCarrier).startCarrier(options));
}

class LateCarrier implements Carrier {
  readonly #start: () => Carrier;
  #started: Carrier | undefined;
  #ending = false;

  constructor(start: () => Carrier) {
    this.#start = start;
  }

  post(batch: Batch): void {
    this.#get().post(batch);
  }

  async drain(timeoutMs: number): Promise<void> {
    await this.#started?.drain(timeoutMs);
  }

  stopWaiting(): void {
    this.#ending = true;
    this.#started?.stopWaiting();
  }

  finish(batches: readonly Batch[], timeoutMs: number): void {
    if (this.#started !== undefined || batches.length > 0) this.#get().finish(batches, timeoutMs);
  }

  #get(): Carrier {
    if (this.#started === undefined) {
      this.#started = this.#start();
      if (this.#ending) this.#started.stopWaiting();
    }
    return this.#started;
  }
}
