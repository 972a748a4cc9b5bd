import type { Probes, ReadOptions } from '@seatrial/probes';
import type { Batch } from '../export/batch.ts';
import { createReportEncoder } from './report-encoder.ts';
import type { ReportEncoder, ReportOptions } from './report-encoder.ts';

export interface ReporterOptions extends ReportOptions {
  readonly probes: Probes;
  readonly post: (batch: Batch) => void;
  /** Milliseconds between reports of all functions; what is new is told every ten seconds, too. */
  readonly everyMs: number;
}

const newsEveryMs = 10_000;
/** Functions in one request, and encoded in one turn of the event loop. */
const functionsInRequest = 100;

/** Tells about the watched functions, and about those that have not run, as OTLP metrics. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #encode: ReportEncoder;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #stopped = false;
  #lastFullMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#encode = createReportEncoder(options);
  }

  /** Posts what is new, or all where it is time for that, and goes on doing so. */
  report(): void {
    const nowMs = performance.now();
    // Timers fire a little early or late: half a round of slack keeps the reports at their distance.
    const isFull = nowMs - this.#lastFullMs > this.#options.everyMs - this.#newsMs / 2;
    if (isFull) this.#lastFullMs = nowMs;
    this.#postFrom(0, { onlyFresh: !isFull });
  }

  /** All functions as they are, encoded, for when nothing asynchronous runs any more. */
  take(isLast: boolean): readonly Batch[] {
    this.#clear();
    const batches: Batch[] = [];
    for (let from = 0; from < this.#size; from += functionsInRequest) batches.push(...this.#read(from, { isLast }));
    return batches;
  }

  /** Posts all functions now. */
  flush(): void {
    for (const batch of this.take(false)) this.#options.post(batch);
    this.#lastFullMs = performance.now();
    this.#wait(this.#newsMs);
  }

  /** Nothing is reported any more but by `take` and `flush`. */
  stop(): void {
    this.#stopped = true;
    this.#clear();
  }

  get #size(): number {
    return this.#options.probes.plan.functions.length;
  }

  get #newsMs(): number {
    return Math.min(newsEveryMs, this.#options.everyMs);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
  }

  #wait(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.report(), ms).unref();
  }

  #postFrom(from: number, options: ReadOptions): void {
    for (const batch of this.#read(from, options)) this.#options.post(batch);
    const next = from + functionsInRequest;
    if (next < this.#size) this.#soon = setImmediate(() => this.#postFrom(next, options)).unref();
    else this.#wait(this.#newsMs);
  }

  #read(from: number, options: ReadOptions): readonly Batch[] {
    const functions = this.#options.probes.read({ ...options, from, to: from + functionsInRequest });
    return functions.length === 0 ? [] : [this.#encode(functions)];
  }
}
