import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Batch } from './batch.ts';
import { OpenSpans } from './open-spans.ts';
import { createSpanBatch } from './span-batch.ts';
import type { SpanBatch } from './span-batch.ts';
import type { Protocol } from './signal.ts';

export interface SpanQueueOptions {
  readonly protocol: Protocol;
  readonly post: (batch: Batch) => void;
  /** Resolves when a receiver has taken what was posted, or could not. */
  readonly drain: () => Promise<void>;
  /** Spans in one request. `OTEL_BSP_MAX_EXPORT_BATCH_SIZE`, default 512. */
  readonly batchSize: number;
  /** Spans that may wait for the end of a turn to be posted; one more posts them. `OTEL_BSP_MAX_QUEUE_SIZE`, default 2,048. */
  readonly mostWaiting: number;
  /** `OTEL_BSP_SCHEDULE_DELAY`, default 5,000. */
  readonly delayMs: number;
  /** Keep track of open spans, so that they can be sent when the process ends. */
  readonly followOpen: boolean;
}

/**
 * Encodes spans as they end and posts them in batches. Unlike OpenTelemetry's BatchSpanProcessor it drops none: where more
 * end in one turn than may wait, they are posted in that turn; what happens to posted ones is counted.
 */
export class SpanQueue implements SpanProcessor {
  readonly #options: SpanQueueOptions;
  readonly #open = new OpenSpans();
  #batch: SpanBatch;
  /** Full ones, while parts of the resource, which stands in each request, are still asked for. */
  #unfinished: SpanBatch[] = [];
  /** Encoded requests that wait for the end of the turn. */
  #full: Batch[] = [];
  #resource: Resource | undefined;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
    this.#batch = createSpanBatch(options.protocol);
  }

  onStart(span: ReadableSpan): void {
    if (this.#options.followOpen && isSampled(span)) this.#open.add(span);
  }

  onEnd(span: ReadableSpan): void {
    if (!isSampled(span)) return;
    if (this.#options.followOpen) this.#open.delete(span);
    this.#resource = span.resource;
    this.#batch.add(span);
    const { batchSize, mostWaiting, delayMs } = this.#options;
    if (this.#batch.items < batchSize) {
      this.#timer ??= setTimeout(() => this.#postAll(), delayMs).unref();
      return;
    }
    if (span.resource.asyncAttributesPending === true) {
      this.#unfinished.push(this.#batch);
      this.#batch = createSpanBatch(this.#options.protocol);
    } else this.#full.push(this.#batch.finish());
    if ((this.#unfinished.length + this.#full.length) * batchSize >= mostWaiting) this.#postAll();
    else this.#soon ??= setImmediate(() => this.#postAll());
  }

  /** Open spans, sampled ones, the oldest first. */
  get open(): Iterable<ReadableSpan> {
    return this.#open;
  }

  /** Everything that has ended and was not posted yet, encoded. */
  take(): readonly Batch[] {
    this.#stopTimers();
    const batches = [...this.#unfinished.map((batch) => batch.finish()), ...this.#full];
    this.#unfinished = [];
    this.#full = [];
    if (this.#batch.items > 0) batches.push(this.#batch.finish());
    return batches;
  }

  async forceFlush(): Promise<void> {
    if (this.#resource?.asyncAttributesPending === true) await this.#resource.waitForAsyncAttributes?.();
    this.#postAll();
    await this.#options.drain();
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  #postAll(): void {
    this.#stopTimers();
    if (this.#resource?.asyncAttributesPending === true)
      void this.#resource.waitForAsyncAttributes?.().then(() => this.#postAll());
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
