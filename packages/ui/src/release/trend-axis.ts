import type { Trend } from '@seatrial/trial';

/** Room left and right of what is drawn over time. */
export const sides = { left: 52, right: 68 } as const;

/** Start and end of a trend in milliseconds. */
export function toTrendRange({ from, stepSeconds, candidateRequests }: Trend): readonly [number, number] {
  const start = Date.parse(from);
  return [start, start + candidateRequests.length * stepSeconds * 1000];
}
