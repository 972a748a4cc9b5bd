import type { ReactElement } from 'react';
import type { Verdict } from '@seatrial/trial';
import type { Comparison } from '../url/comparison.ts';
export interface HeadProps {
  readonly verdict: Verdict;
  readonly comparison: Comparison;
}
/** Who is compared with whom, the verdict as a sentence, and what to do next. */
export declare function Head({ verdict, comparison }: HeadProps): ReactElement;
