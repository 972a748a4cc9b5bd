import type { ReactElement } from 'react';
import type { Effect, Outcome } from '@seatrial/trial';

const most = 8;
/** The ratios that the axis names. */
export const intervalTicks: readonly (readonly [number, string])[] = [
  [1 / 4, '¼×'],
  [1 / 2, '½×'],
  [1, 'same'],
  [2, '2×'],
  [4, '4×'],
];

/** Place of a ratio on an axis of 0 to 100 from an eighth to eight times, by its logarithm. */
export function toPlace(ratio: number): number {
  const clamped = Math.min(most, Math.max(1 / most, ratio));
  return (100 * (Math.log(clamped) + Math.log(most))) / (2 * Math.log(most));
}

export interface IntervalProps {
  readonly effect: Effect;
  /** Up to this ratio all is within the agreed margin. */
  readonly margin: number;
  readonly outcome: Outcome;
}

/** An effect as a point with its interval on a ratio axis; the shaded side is within the margin. Said in words beside it. */
export function Interval({ effect: { lower, estimate, upper }, margin, outcome }: IntervalProps): ReactElement {
  return (
    <svg className={`interval ${outcome}`} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden>
      <rect className="within" width={toPlace(margin)} height={16} />
      {intervalTicks.map(([ratio]) => (
        <line key={ratio} className={ratio === 1 ? 'same' : 'tick'} x1={toPlace(ratio)} x2={toPlace(ratio)} y2={16} />
      ))}
      {(lower !== null || upper !== null) && (
        <line className="range" x1={toPlace(lower ?? 0)} x2={toPlace(upper ?? Infinity)} y1={8} y2={8} />
      )}
      {estimate !== null && <line className="point" x1={toPlace(estimate)} x2={toPlace(estimate)} y1={2} y2={14} />}
    </svg>
  );
}
