import type { Trend } from '@seatrial/trial';
/** The trend in longer steps where the candidate has few requests, but never in less than a dozen. */
export declare function toCoarseTrend(trend: Trend): Trend;
