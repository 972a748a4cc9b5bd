import type { Trend } from '@seatrial/trial';
/** Room left and right of what is drawn over time. */
export declare const sides: {
  readonly left: 52;
  readonly right: 68;
};
/** Start and end of a trend in milliseconds. */
export declare function toTrendRange({ from, stepSeconds, candidateRequests }: Trend): readonly [number, number];
