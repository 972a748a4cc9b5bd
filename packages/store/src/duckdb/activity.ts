import type { IngestResult, StoreActivity } from '../store.ts';
import type { WriteCounts } from './writer.ts';

/** Counts what happens to batches. */
export class Activity {
  readonly #stored = { spans: 0, logs: 0, metrics: 0 };
  readonly #spans = { duplicates: 0, replaced: 0, late: 0, future: 0 };
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

  store({ spans, logs, metrics }: IngestResult, counts: WriteCounts): void {
    this.#stored.spans += spans;
    this.#stored.logs += logs;
    this.#stored.metrics += metrics;
    this.#spans.duplicates += counts.duplicates;
    this.#spans.replaced += counts.replaced;
    this.#spans.late += counts.late;
    this.#spans.future += counts.future;
  }

  refuse(why: 'busy' | 'failed'): void {
    this.#refused[why] += 1;
  }

  counts(): Omit<StoreActivity, 'removed'> {
    return {
      stored: { ...this.#stored },
      ...this.#spans,
      refused: { ...this.#refused },
      waiting: { ...this.#waiting },
    };
  }
}
