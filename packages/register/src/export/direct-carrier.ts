import { AsyncLocalStorage } from 'node:async_hooks';
import { load } from '../load.ts';
import type { Attempt, Batch } from './batch.ts';
import type { Carrier, CarrierOptions } from './carrier.ts';
import type { DeliveryLines } from './delivery-lines.ts';
import type { Flight } from './flight.ts';
import { Outbox } from './outbox.ts';
import { createSend, toTimeoutMs } from './send.ts';
import type { ThreadCarrier } from './thread-carrier.ts';

/** Milliseconds between two looks for an answer while this thread stands still. */
const lookMs = 1;

/**
 * Sends from the service's own thread, which costs no memory of note; nothing of it keeps the process alive. What is left
 * at the end of the process goes to a thread, started for it, since this one's event loop has stopped.
 */
export class DirectCarrier implements Carrier {
  readonly #lines: DeliveryLines;
  readonly #thread: ThreadCarrier;
  readonly #outbox: Outbox;
  readonly #flights = new Map<Uint8Array, Flight>();
  /** Requests outlive what posts them: nothing of a request of the application's is to be kept by a connection. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #ending = false;

  constructor({ protocols, mostBytes }: CarrierOptions, lines: DeliveryLines, thread: ThreadCarrier) {
    this.#lines = lines;
    this.#thread = thread;
    const send = createSend(protocols, (flight) => this.#flights.set(flight.body, flight));
    this.#outbox = new Outbox({
      mostBytes,
      report: (report) => lines.say(report),
      timeoutMs: (batch) => toTimeoutMs(batch.signal),
      send: async (batch, timeoutMs) => {
        const attempt = await send(batch, timeoutMs);
        this.#flights.delete(batch.bytes);
        return attempt;
      },
    });
  }

  post(batch: Batch): void {
    this.#untraced(() => this.#outbox.add(batch));
  }

  async drain(timeoutMs: number): Promise<void> {
    if (this.#ending) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      void this.#untraced(() => this.#outbox.drain()).then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  stopWaiting(): void {
    this.#ending = true;
  }

  finish(batches: readonly Batch[], timeoutMs: number): void {
    const deadline = performance.now() + timeoutMs;
    const { waiting, inFlight } = this.#outbox.stop();
    const left = [...waiting, ...batches];
    if (left.length > 0) this.#thread.hand(left);
    const { failed, unknown } = this.#settle(inFlight, deadline);
    if (failed.length > 0) this.#thread.hand(failed);
    if (unknown > 0) this.#lines.sayCut(timeoutMs, undefined);
    this.#thread.wait(deadline, timeoutMs);
  }

  /** Waits for the answers to what is under way. What no receiver has taken failed; what had no answer is unknown. */
  #settle(
    batches: readonly Batch[],
    deadline: number,
  ): { readonly failed: readonly Batch[]; readonly unknown: number } {
    const failed: Batch[] = [];
    const asleep = new Int32Array(new SharedArrayBuffer(4));
    let open = batches;
    for (;;) {
      open = open.filter((batch) => {
        const attempt = this.#poll(batch);
        if (attempt?.outcome === 'failed') failed.push(batch);
        else if (attempt !== undefined) this.#outbox.settle(batch, attempt);
        return attempt === undefined;
      });
      if (open.length === 0 || performance.now() >= deadline) return { failed, unknown: open.length };
      Atomics.wait(asleep, 0, 0, lookMs);
    }
  }

  #poll(batch: Batch): Attempt | undefined {
    const flight = this.#flights.get(batch.bytes);
    // It has not got as far as a connection.
    return flight === undefined ? { outcome: 'failed', reason: '' } : flight.poll(this.#outbox.failing);
  }

  #untraced<T>(run: () => T): T {
    const { context, ROOT_CONTEXT } = load('@opentelemetry/api');
    const { suppressTracing } = load('@opentelemetry/core');
    return this.#outside(() => context.with(suppressTracing(ROOT_CONTEXT), run));
  }
}
