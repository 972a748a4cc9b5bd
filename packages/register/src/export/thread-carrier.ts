import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { startThread } from '../thread.ts';
import type { Batch } from './batch.ts';
import type { Carrier, CarrierOptions } from './carrier.ts';
import type { DeliveryLines } from './delivery-lines.ts';
import type { Answer, Order, ThreadData } from './messages.ts';

/**
 * Brings batches to the export thread, which is started with the first of them: for receivers over gRPC, on Windows, and
 * for the end of every process.
 */
export class ThreadCarrier implements Carrier {
  readonly #options: CarrierOptions;
  readonly #lines: DeliveryLines;
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  readonly #drains = new Map<number, () => void>();
  #port: MessagePort | undefined;
  #posted = 0;
  #handed = 0;
  #drainIds = 0;
  #ending = false;
  #broken = false;

  constructor(options: CarrierOptions, lines: DeliveryLines) {
    this.#options = options;
    this.#lines = lines;
  }

  post(batch: Batch): void {
    this.#posted += 1;
    this.#order({ kind: 'batch', batch }, [batch.bytes.buffer]);
  }

  async drain(timeoutMs: number): Promise<void> {
    if (this.#port === undefined || this.#ending) return;
    const id = (this.#drainIds += 1);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#drains.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
      if (!this.#order({ kind: 'drain', id })) this.#drains.get(id)?.();
    });
    this.#drains.delete(id);
  }

  stopWaiting(): void {
    this.#ending = true;
  }

  finish(batches: readonly Batch[], timeoutMs: number): void {
    if (this.#posted > 0 || batches.length > 0) this.hand(batches);
    this.wait(performance.now() + timeoutMs, timeoutMs);
  }

  /** The first half of `finish`: what is left is with the thread, which sends it at once. May be called again. */
  hand(batches: readonly Batch[]): void {
    const buffers = batches.map((batch) => batch.bytes.buffer);
    if (this.#order({ kind: 'finish', batches }, buffers)) this.#handed += 1;
  }

  /**
   * The second: stands still until the thread is through with all that it was handed, and says what is lost.
   * @param deadline on the clock of `performance.now()`.
   */
  wait(deadline: number, timeoutMs: number): void {
    for (let done = 0; done < this.#handed; done = Atomics.load(this.#done, 0))
      if (Atomics.wait(this.#done, 0, done, Math.max(0, deadline - performance.now())) === 'timed-out') break;
    const answers = this.#readAnswers();
    const ends = answers.filter((answer) => answer.kind === 'finished');
    for (const answer of answers) if (answer.kind === 'lost') this.#lines.say(answer);
    const reason = answers.findLast((answer) => answer.kind === 'failed')?.reason;
    const left = ends.at(-1)?.left ?? 0;
    if (ends.length < this.#handed) this.#lines.sayCut(timeoutMs, reason);
    else if (left > 0) this.#lines.sayLeft(left, reason);
  }

  #readAnswers(): readonly Answer[] {
    const answers: Answer[] = [];
    for (;;) {
      const received = this.#port === undefined ? undefined : receiveMessageOnPort(this.#port);
      if (received === undefined) return answers;
      answers.push(received.message as Answer);
    }
  }

  /** Answers whether the export thread has it. It runs in timers of the application's, where nothing may be thrown. */
  #order(order: Order, transfer: readonly ArrayBuffer[] = []): boolean {
    if (this.#broken) return false;
    try {
      this.#port ??= this.#start();
      this.#port.postMessage(order, transfer);
      return true;
    } catch (error) {
      this.#stop(error as Error);
      return false;
    }
  }

  /** Without its thread the carrier takes what it is given and forgets it, and waits for nothing. */
  #stop(error: Error): void {
    this.#broken = true;
    this.#lines.sayBroken(error);
    for (const drained of this.#drains.values()) drained();
  }

  #start(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { protocols, mostBytes } = this.#options;
    const data: ThreadData = { protocols, mostBytes, port: port2, done: this.#done };
    const worker = startThread(new URL('export-thread.js', import.meta.url), 'seatrial-export', data, [port2]);
    worker.on('error', (error) => this.#stop(error as Error));
    port1.on('message', (answer: Answer) => this.#hear(answer));
    port1.unref();
    return port1;
  }

  #hear(answer: Answer): void {
    if (answer.kind === 'drained') this.#drains.get(answer.id)?.();
    else if (answer.kind !== 'finished') this.#lines.say(answer);
  }
}
