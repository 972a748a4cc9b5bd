import type { IngestResult, StoreActivity } from '../store.ts';

/** Counts what happens to batches before they are in the store's thread. */
export class Activity {
  readonly #stored = { spans: 0, logs: 0, metrics: 0 };
  readonly #refused = { busy: 0, failed: 0 };
  readonly #waiting = { records: 0, batches: 0 };

  get waiting(): StoreActivity['waiting'] {
    return this.#waiting;
  }

  /** Counts a batch as waiting until the answer is called. */
  wait(records: number): () => void {
    this.#waiting.records += records;
    this.#waiting.batches += 1;
    return () => {
      this.#waiting.records -= records;
      this.#waiting.batches -= 1;
    };
  }

  store({ spans, logs, metrics }: IngestResult): void {
    this.#stored.spans += spans;
    this.#stored.logs += logs;
    this.#stored.metrics += metrics;
  }

  refuse(why: 'busy' | 'failed'): void {
    this.#refused[why] += 1;
  }

  counts(): Pick<StoreActivity, 'stored' | 'refused' | 'waiting'> {
    return {
      stored: { ...this.#stored },
      refused: { ...this.#refused },
      waiting: { ...this.#waiting },
    };
  }
}
