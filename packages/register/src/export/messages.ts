import type { MessagePort } from 'node:worker_threads';
import type { Batch, Protocols } from './batch.ts';
import type { Report } from './outbox.ts';

/** What the export thread is started with. */
export interface ThreadData {
  readonly protocols: Protocols;
  /** The export thread's end of the channel. */
  readonly port: MessagePort;
  /** One word: how many orders to finish are carried out. The main thread sleeps on it while the process ends. */
  readonly done: Int32Array<SharedArrayBuffer>;
  readonly mostBytes: number;
}

/** From the service's thread to the export thread. */
export type Order =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'drain'; readonly id: number }
  /** The process ends: try all once, then count it in `done`. */
  | { readonly kind: 'finish'; readonly batches: readonly Batch[] };

/** From the export thread to the service's thread. */
export type Answer =
  | Report
  | { readonly kind: 'drained'; readonly id: number; readonly clean: boolean }
  | { readonly kind: 'finished'; readonly left: number };
