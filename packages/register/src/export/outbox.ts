import type { Attempt, Batch, Send } from './batch.ts';

/** What an outbox tells: the first failure of a row, things lost, and that sending works again. */
export type Report =
  | { readonly kind: 'failed'; readonly reason: string; readonly waiting: number }
  | { readonly kind: 'lost'; readonly items: number; readonly reason: string; readonly why: 'full' | 'refused' }
  | { readonly kind: 'recovered'; readonly waiting: number }
  | { readonly kind: 'skewed'; readonly skewMs: number };

export interface OutboxOptions {
  readonly send: Send;
  readonly report: (report: Report) => void;
  readonly timeoutMs: (batch: Batch) => number;
  /** Encoded bytes kept at most while nobody takes them; the oldest go first. */
  readonly mostBytes: number;
  /** Wait before the second attempt, doubled up to `mostBackoffMs`. Default 1,000. */
  readonly backoffMs?: number;
}

const mostBackoffMs = 30_000;
const mostInFlight = 4;
/** HTTP tells the time in whole seconds, and a request takes some: less than this is no skew. */
const mostSkewMs = 10_000;

/**
 * Keeps encoded batches until a receiver has taken them. While it fails, one batch at a time knocks, at growing
 * intervals (1 s to 30 s, or as Retry-After says); when it answers, up to four go at once.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** The oldest first; those in flight keep their place until they are taken. */
  #batches: Batch[] = [];
  readonly #inFlight = new Map<Batch, Promise<void>>();
  #failures = 0;
  #skewed = false;
  #wakeUp: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Items that no receiver has taken yet. */
  get items(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.items, 0);
  }

  /** Whether the last answer was a failure. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  add(batch: Batch): void {
    this.#batches.push(batch);
    this.#work();
    this.#makeRoom();
  }

  /**
   * Tries what waits now, without waiting for the next interval, until all is taken or one attempt has failed.
   * @returns true where nothing waits any more.
   */
  async drain(): Promise<boolean> {
    clearTimeout(this.#wakeUp);
    this.#wakeUp = undefined;
    const failures = this.#failures;
    while (this.#batches.length > 0) {
      this.#start(this.#failures <= failures ? mostInFlight : 0);
      if (this.#inFlight.size === 0) break;
      await Promise.race(this.#inFlight.values());
    }
    return this.#batches.length === 0;
  }

  /** Starts nothing more, and gives what no receiver has taken: for the end of the process. */
  stop(): { readonly waiting: readonly Batch[]; readonly inFlight: readonly Batch[] } {
    clearTimeout(this.#wakeUp);
    this.#stopped = true;
    const inFlight = [...this.#inFlight.keys()];
    return { waiting: this.#batches.filter((batch) => !this.#inFlight.has(batch)), inFlight };
  }

  /** A receiver has taken a batch, or has refused it for good. */
  settle(batch: Batch, attempt: Exclude<Attempt, { readonly outcome: 'failed' }>): void {
    this.#batches = this.#batches.filter((other) => other !== batch);
    if (this.#failures > 0) this.#options.report({ kind: 'recovered', waiting: this.items });
    this.#failures = 0;
    if (attempt.outcome === 'sent') this.#checkClock(attempt.skewMs ?? 0);
    const [items, reason] =
      attempt.outcome === 'refused' ? [batch.items, attempt.reason] : [attempt.rejected, attempt.message];
    if (items > 0) this.#options.report({ kind: 'lost', items, reason, why: 'refused' });
  }

  #work(): void {
    if (this.#stopped) return;
    if (this.#wakeUp === undefined) this.#start(this.#failures === 0 ? mostInFlight : 1);
  }

  #start(most: number): void {
    for (const batch of this.#batches) {
      if (this.#inFlight.size >= most) return;
      if (!this.#inFlight.has(batch)) this.#inFlight.set(batch, this.#try(batch));
    }
  }

  async #try(batch: Batch): Promise<void> {
    const attempt = await this.#options.send(batch, this.#options.timeoutMs(batch));
    this.#inFlight.delete(batch);
    if (attempt.outcome === 'failed') this.#keep(attempt);
    else this.settle(batch, attempt);
    this.#work();
  }

  #checkClock(skewMs: number): void {
    if (this.#skewed || Math.abs(skewMs) < mostSkewMs) return;
    this.#skewed = true;
    this.#options.report({ kind: 'skewed', skewMs });
  }

  #keep(attempt: Extract<Attempt, { readonly outcome: 'failed' }>): void {
    this.#makeRoom();
    this.#failures += 1;
    this.#options.report({ kind: 'failed', reason: attempt.reason, waiting: this.items });
    const backoff = Math.min((this.#options.backoffMs ?? 1000) * 2 ** (this.#failures - 1), mostBackoffMs);
    const wait = attempt.retryAfterMs ?? backoff * (0.8 + Math.random() * 0.4);
    this.#wakeUp ??= setTimeout(
      () => {
        this.#wakeUp = undefined;
        this.#work();
      },
      Math.min(wait, 10 * mostBackoffMs),
    ).unref();
  }

  /** What is in flight is bounded by its number and does not count. */
  #makeRoom(): void {
    const waiting = this.#batches.filter((batch) => !this.#inFlight.has(batch));
    let bytes = waiting.reduce((sum, batch) => sum + batch.bytes.length, 0);
    const dropped = new Set<Batch>();
    for (const batch of waiting) {
      if (bytes <= this.#options.mostBytes) break;
      bytes -= batch.bytes.length;
      dropped.add(batch);
    }
    if (dropped.size === 0) return;
    this.#batches = this.#batches.filter((batch) => !dropped.has(batch));
    const items = [...dropped].reduce((sum, batch) => sum + batch.items, 0);
    this.#options.report({ kind: 'lost', items, reason: '', why: 'full' });
  }
}
