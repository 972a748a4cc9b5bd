import type { ReactElement } from 'react';
import type { Effect, Outcome } from '@seatrial/trial';
/** The ratios that the axis names. */
export declare const intervalTicks: readonly (readonly [number, string])[];
/** Place of a ratio on an axis of 0 to 100 from an eighth to eight times, by its logarithm. */
export declare function toPlace(ratio: number): number;
export interface IntervalProps {
  readonly effect: Effect;
  /** Up to this ratio all is within the agreed margin. */
  readonly margin: number;
  readonly outcome: Outcome;
}
/** An effect as a point with its interval on a ratio axis; the shaded side is within the margin. Said in words beside it. */
export declare function Interval({ effect: { lower, estimate, upper }, margin, outcome }: IntervalProps): ReactElement;
