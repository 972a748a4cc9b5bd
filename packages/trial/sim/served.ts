import { createSpan } from '@seatrial/store/contract';
import type { SpanInput } from '@seatrial/store/contract';
import type { SpanRecord } from '@seatrial/model';

/** Milliseconds. */
export const minute = 60_000;

export const canary: SpanInput = { version: '1.4.2', ring: 'canary' };

/** `count` requests, evenly over the minute `at` after the start of time. */
export function serve(at: number, count: number, input: (index: number) => SpanInput): readonly SpanRecord[] {
  return Array.from({ length: count }, (_, index) =>
    createSpan({ at: at * minute + (index * minute) / count, ...input(index) }),
  );
}
