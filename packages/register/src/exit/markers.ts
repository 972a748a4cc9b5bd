import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { processEvents } from '@seatrial/model';
import type { Batch } from '../export/batch.ts';
import { encode } from '../export/encode.ts';
import type { Protocol } from '../export/signal.ts';
import { load } from '../load.ts';
import { version } from '../version.ts';
import type { Ending } from './ending.ts';

export interface MarkerOptions {
  readonly resource: Resource;
  readonly protocol: Protocol;
  readonly post: (batch: Batch) => void;
  /** False where logs are off: the markers are log events. */
  readonly on: boolean;
}

/** Milliseconds that a process runs before its start is worth an event of its own, unless a span is sent before. */
const settleMs = 5000;

/**
 * Log events that say when a process began and that it ended in order. A process that was killed (SIGKILL, out of
 * memory) has the first and not the second: what cannot be saved is at least seen to be missing.
 */
export class Markers {
  readonly #options: MarkerOptions;
  #started = false;

  constructor(options: MarkerOptions) {
    this.#options = options;
    if (options.on) setTimeout(() => this.start(), settleMs).unref();
  }

  /** Sends the event of the start, once. */
  start(): void {
    if (this.#started || !this.#options.on) return;
    this.#started = true;
    this.#options.post(this.#encode(processEvents.start, performance.timeOrigin, {}));
  }

  /** The event of the end; `undefined` where the start was too short ago to be told. */
  end({ reason, code }: Ending): Batch | undefined {
    if (!this.#started) return undefined;
    const exit = code === undefined ? {} : { 'process.exit.code': code };
    return this.#encode(processEvents.end, Date.now(), { 'seatrial.end.reason': reason, ...exit });
  }

  #encode(eventName: string, ms: number, attributes: Readonly<Record<string, string | number>>): Batch {
    const { millisToHrTime } = load('@opentelemetry/core');
    const record: ReadableLogRecord = {
      hrTime: millisToHrTime(ms),
      hrTimeObserved: millisToHrTime(Date.now()),
      severityNumber: 9,
      severityText: 'INFO',
      eventName,
      attributes: { ...attributes },
      resource: this.#options.resource,
      instrumentationScope: { name: '@seatrial/register', version },
      droppedAttributesCount: 0,
    };
    // No item of the application's, in the count of what is sent and lost.
    return { ...encode('logs', this.#options.protocol, [record]), items: 0 };
  }
}
