import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Batch } from './batch.ts';
import { encode } from './encode.ts';
import type { Protocol } from './signal.ts';

export interface SpanQueueOptions {
  readonly protocol: Protocol;
  readonly post: (batch: Batch) => void;
  /** Resolves when a receiver has taken what was posted, or could not. */
  readonly drain: () => Promise<void>;
  /** Spans in one request. `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`, default 512. */
  readonly batchSize: number;
  /** Spans that may wait to be encoded; one more is encoded at once. `OTEL_BSP_MAX_QUEUE_SIZE`, default 2,048. */
  readonly mostWaiting: number;
  /** `OTEL_BSP_SCHEDULE_DELAY`, default 5,000. */
  readonly delayMs: number;
  /** Keep track of open spans, so that they can be sent when the process ends. */
  readonly followOpen: boolean;
}

/**
 * Collects ended spans and encodes them in batches. Unlike OpenTelemetry's BatchSpanProcessor it drops none: where more
 * end in one turn than may wait, they are encoded in that turn; what happens to encoded ones is counted.
 */
export class SpanQueue implements SpanProcessor {
  readonly #options: SpanQueueOptions;
  readonly #open = new Set<ReadableSpan>();
  #waiting: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  onStart(span: ReadableSpan): void {
    if (this.#options.followOpen && isSampled(span)) this.#open.add(span);
  }

  onEnd(span: ReadableSpan): void {
    if (!isSampled(span)) return;
    if (this.#options.followOpen) this.#open.delete(span);
    const waiting = this.#waiting.push(span);
    if (waiting >= this.#options.mostWaiting) this.#postAll();
    else if (waiting >= this.#options.batchSize) this.#soon ??= setImmediate(() => this.#postAll());
    else this.#timer ??= setTimeout(() => this.#postAll(), this.#options.delayMs).unref();
  }

  /** Open spans, sampled ones, the oldest first. */
  get open(): ReadonlySet<ReadableSpan> {
    return this.#open;
  }

  /** Everything that has ended and was not posted yet, encoded. */
  take(): readonly Batch[] {
    this.#stopTimers();
    const spans = this.#waiting;
    this.#waiting = [];
    const batches: Batch[] = [];
    for (let at = 0; at < spans.length; at += this.#options.batchSize)
      batches.push(encode('traces', this.#options.protocol, spans.slice(at, at + this.#options.batchSize)));
    return batches;
  }

  async forceFlush(): Promise<void> {
    const [first] = this.#waiting;
    if (first?.resource.asyncAttributesPending === true) await first.resource.waitForAsyncAttributes?.();
    this.#postAll();
    await this.#options.drain();
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  #postAll(): void {
    this.#stopTimers();
    const [first] = this.#waiting;
    if (first?.resource.asyncAttributesPending === true)
      void first.resource.waitForAsyncAttributes?.().then(() => this.#postAll());
    else for (const batch of this.take()) this.#options.post(batch);
  }

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
  }
}

function isSampled(span: ReadableSpan): boolean {
  return (span.spanContext().traceFlags & 1) === 1;
}
