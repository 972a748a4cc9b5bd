import { Worker } from 'node:worker_threads';
import { SeatrialError } from '@seatrial/model';
import type { Maintained } from '../retention.ts';
import { closedError } from './refusals.ts';
import type { EngineOptions, Message, Method, Report, Request } from './protocol.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: SeatrialError) => void;
  readonly report?: Report | undefined;
}

/** The store's thread, from the outside: requests with answers. It keeps a process alive only while one is open. */
export class Thread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #onMaintained: ((report: Maintained) => void) | undefined;
  /** Resolves when the thread is gone. It is not ended from here: what native code does then may take the process down. */
  readonly #ended: Promise<void>;
  #next = 1;
  #gone = false;

  private constructor(options: EngineOptions, onMaintained: ((report: Maintained) => void) | undefined) {
    // From the sources the thread needs the same condition that this one resolves packages by.
    const fromSource = import.meta.url.endsWith('.ts');
    this.#worker = new Worker(new URL(fromSource ? './worker.ts' : './worker-bundle.js', import.meta.url), {
      workerData: options,
      name: 'seatrial-store',
      ...(fromSource ? { execArgv: ['--conditions=@seatrial/source'] } : {}),
    });
    this.#onMaintained = onMaintained;
    this.#worker.on('message', (message: Message) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(`The store's thread has failed: ${error.message}`));
    this.#ended = new Promise((resolve) => this.#worker.on('exit', () => resolve()));
    this.#worker.on('exit', () => this.#end('The store is closed.'));
  }

  static async start(options: EngineOptions, onMaintained?: (report: Maintained) => void): Promise<Thread> {
    const thread = new Thread(options, onMaintained);
    try {
      await new Promise<void>((resolve, reject) => thread.#pending.set(0, { resolve, reject }));
    } catch (error) {
      await thread.#worker.terminate();
      throw error;
    }
    thread.#worker.unref();
    return thread;
  }

  call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    return this.send(method, args, []);
  }

  /** @param report is told how far the answer is. */
  follow<T>(method: Method, args: readonly unknown[], report: Report | undefined): Promise<T> {
    return this.send(method, args, [], report);
  }

  /** @param transfer memory that goes over to the thread. */
  send<T>(method: Method, args: readonly unknown[], transfer: readonly ArrayBuffer[], report?: Report): Promise<T> {
    if (this.#gone) return Promise.reject(closedError());
    const id = this.#next;
    this.#next += 1;
    if (this.#pending.size === 0) this.#worker.ref();
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, report });
      this.#worker.postMessage({ id, method, args } satisfies Request, [...transfer]);
    });
  }

  async close(): Promise<void> {
    await this.call('close');
    this.#gone = true;
    this.#worker.ref();
    await this.#ended;
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case 'open':
        this.#settle(0)?.resolve(undefined as never);
        break;
      case 'answer':
        this.#settle(message.id)?.resolve(message.value as never);
        break;
      case 'failure':
        this.#settle(message.id)?.reject(new SeatrialError(message.failure.code, message.failure.message));
        break;
      case 'progress':
        this.#pending.get(message.id)?.report?.(message.done);
        break;
      case 'maintained':
        this.#onMaintained?.(message.report);
        break;
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.unref();
    return pending;
  }

  #end(message: string): void {
    this.#gone = true;
    for (const { reject } of this.#pending.values()) reject(new SeatrialError('SEATRIAL_STORE_UNUSABLE', message));
    this.#pending.clear();
  }
}
