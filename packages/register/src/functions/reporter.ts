import type { Resource } from '@opentelemetry/resources';
import type { Probes, ReadOptions } from '@seatrial/probes';
import type { Batch } from '../export/batch.ts';
import type { Protocol } from '../export/signal.ts';
import { version } from '../version.ts';
import { toFunctionMetrics } from './function-points.ts';
import { metricsRequest } from './metrics-schema.ts';
import { toKeyValues } from './otlp.ts';
import type { MetricsRequest } from './otlp.ts';
import { encodeMessage } from './protobuf.ts';
import type { ToldBefore } from './told-before.ts';

export interface ReporterOptions {
  readonly probes: Probes;
  readonly resource: Resource;
  /** Attributes of the release, for each point. */
  readonly release: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
  readonly told: ToldBefore;
  readonly post: (batch: Batch) => void;
  /** Milliseconds between reports of all functions; what is new is told every ten seconds, too. */
  readonly everyMs: number;
}

const newsEveryMs = 10_000;
/** Soon after the start, so that somebody who watches a roll-out sees which files were loaded. */
const firstAfterMs = 3000;
/** Functions in one request, and encoded in one turn of the event loop. */
const functionsInRequest = 200;

/** Tells about the watched functions, and about those that have not run, as OTLP metrics. */
export class Reporter {
  readonly #options: ReporterOptions;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #lastFullMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#wait(Math.min(firstAfterMs, options.everyMs));
  }

  /** All functions as they are, encoded, for when nothing asynchronous runs any more. */
  take(isLast: boolean): readonly Batch[] {
    this.stop();
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

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
  }

  get #size(): number {
    return this.#options.probes.plan.functions.length;
  }

  get #newsMs(): number {
    return Math.min(newsEveryMs, this.#options.everyMs);
  }

  #wait(ms: number): void {
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
    const { probes, resource, release, protocol, told } = this.#options;
    const functions = probes.read({ ...options, from, to: from + functionsInRequest });
    if (functions.length === 0) return [];
    const request: MetricsRequest = {
      resourceMetrics: [
        {
          resource: { attributes: toKeyValues(resource.attributes) },
          scopeMetrics: [
            {
              scope: { name: '@seatrial/probes', version },
              metrics: toFunctionMetrics(functions, { timeMs: Date.now(), release, told }),
            },
          ],
        },
      ],
    };
    const bytes =
      protocol === 'http/json'
        ? new TextEncoder().encode(JSON.stringify(request))
        : encodeMessage(request, metricsRequest);
    return [{ signal: 'metrics', bytes, items: functions.length }];
  }
}
