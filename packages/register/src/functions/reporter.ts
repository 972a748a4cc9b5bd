import type { Probes, ReadOptions } from '@seatrial/probes';
import type { Batch } from '../export/batch.ts';
import { loadBeside } from '../load-beside.ts';
import type * as ReportEncoderModule from './report-encoder.ts';
import type { ReportEncoder, ReportOptions } from './report-encoder.ts';

export interface ReporterOptions extends ReportOptions {
  readonly probes: Probes;
  readonly post: (batch: Batch) => void;
  /** Milliseconds between reports of all functions; what is new is told every ten seconds, too. */
  readonly everyMs: number;
}

const newsEveryMs = 10_000;
/** Soon after the start, so that somebody who watches a roll-out sees which files were loaded. */
const firstAfterMs = 3000;
/** Functions in one request, and encoded in one turn of the event loop. */
const functionsInRequest = 100;

/** Tells about the watched functions, and about those that have not run, as OTLP metrics. */
export class Reporter {
  readonly #options: ReporterOptions;
  #encoder: ReportEncoder | undefined;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #stopped = false;
  #lastFullMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#wait(Math.min(firstAfterMs, options.everyMs));
  }

  /** All functions as they are, encoded, for when nothing asynchronous runs any more. */
  take(isLast: boolean): readonly Batch[] {
    this.#clear();
    const batches: Batch[] = [];
    for (let from = 0; from < this.#size; from += functionsInRequest) batches.push(...this.#encode(from, { isLast }));
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
    this.#timer = setTimeout(() => this.#report(), ms).unref();
  }

  #report(): void {
    const nowMs = performance.now();
    // Timers fire a little early or late: half a round of slack keeps the reports at their distance.
    const isFull = nowMs - this.#lastFullMs > this.#options.everyMs - this.#newsMs / 2;
    if (isFull) this.#lastFullMs = nowMs;
    this.#postFrom(0, { onlyFresh: !isFull });
  }

  #postFrom(from: number, options: ReadOptions): void {
    for (const batch of this.#encode(from, options)) this.#options.post(batch);
    const next = from + functionsInRequest;
    if (next < this.#size) this.#soon = setImmediate(() => this.#postFrom(next, options)).unref();
    else this.#wait(this.#newsMs);
  }

  #encode(from: number, options: ReadOptions): readonly Batch[] {
    const functions = this.#options.probes.read({ ...options, from, to: from + functionsInRequest });
    if (functions.length === 0) return [];
    // Nothing of it is needed before the first report: a start has better to do than to load it.
    this.#encoder ??= loadEncoder().createReportEncoder(this.#options);
    return [this.#encoder(functions)];
  }
}

function loadEncoder(): typeof ReportEncoderModule {
  return loadBeside('functions/report-encoder') as typeof ReportEncoderModule;
}
