import type { Protocol, Signal } from './signal.ts';

/** An encoded OTLP request on its way. */
export interface Batch {
  readonly signal: Signal;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Spans, points or records in it. */
  readonly items: number;
}

/** What became of one attempt to send a batch. */
export type Attempt =
  | {
      readonly outcome: 'sent';
      readonly rejected: number;
      readonly message: string;
      /** The receiver's clock less ours, in milliseconds, where it told its time. */
      readonly skewMs?: number;
    }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryAfterMs?: number };

/** Sends one batch, once. It never rejects. */
export type Send = (batch: Batch, timeoutMs: number) => Promise<Attempt>;

/** How each signal travels; a plain object, since it crosses to the worker thread. */
export type Protocols = Readonly<Record<Signal, Protocol>>;
