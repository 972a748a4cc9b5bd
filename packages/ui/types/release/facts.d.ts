import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import type { Comparison } from '../url/comparison.ts';
/** The figures that a person asks for next. */
export declare function Facts({
  verdict,
}: {
  readonly verdict: Verdict;
  readonly comparison: Comparison;
}): ReactElement;
