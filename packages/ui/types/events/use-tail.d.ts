import type { SpansMessage } from '@seatrial/server';
export interface TailOptions {
  readonly where: string;
  readonly enabled: boolean;
  readonly onSpans: (message: SpansMessage) => void;
}
/** Follows what arrives and matches; the browser goes on by itself after a restart of the server. */
export declare function useTail({ where, enabled, onSpans }: TailOptions): void;
