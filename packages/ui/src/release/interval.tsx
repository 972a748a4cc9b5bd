import type { ReactElement } from 'react';
import type { Effect, Outcome } from '@seatrial/trial';
import type { RatioAxis } from './ratio-axis.ts';

export interface IntervalProps {
  readonly axis: RatioAxis;
  readonly effect: Effect;
  /** Up to this ratio all is within the agreed margin. */
  readonly margin: number;
  readonly outcome: Outcome;
}

/** An effect as a point with its interval on a ratio axis; the shaded side is within the margin. Said in words beside it. */
export function Interval({
  axis: { place, ticks },
  effect: { lower, estimate, upper },
  margin,
  outcome,
}: IntervalProps): ReactElement {
  return (
    <svg className={`interval ${outcome}`} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden>
      <rect className="within" width={place(margin)} height={16} />
      {ticks.map(([ratio]) => (
        <line key={ratio} className={ratio === 1 ? 'same' : 'tick'} x1={place(ratio)} x2={place(ratio)} y2={16} />
      ))}
      {(lower !== null || upper !== null) && (
        <line className="range" x1={place(lower ?? 0)} x2={place(upper ?? Infinity)} y1={8} y2={8} />
      )}
      {estimate !== null && <line className="point" x1={place(estimate)} x2={place(estimate)} y1={2} y2={14} />}
    </svg>
  );
}
