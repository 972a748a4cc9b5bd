import type { Tally } from './evaluation-counter.ts';
import { mixed } from './variant.ts';

/** What is known about one flag or cohort at one place: an attribute in the making. */
export interface Mark {
  /** The attribute's name. */
  readonly attribute: string;
  readonly kind: 'flag' | 'cohort' | 'shadow';
  /** The flag's key or the cohort's name. */
  readonly name: string;
  readonly value: string | true;
  readonly rank: Rank;
  /** The reason of the evaluation, as it was given. */
  readonly reason?: string | undefined;
  /** Where its evaluations are counted, from the first one on. */
  tally?: Tally | undefined;
}

/** What goes first where there is not room for all: 0 shadow, cohorts and watched flags, 1 targeted, 2 others, 3 what everybody gets. */
export type Rank = 0 | 1 | 2 | 3;

const mixedMarks = new WeakMap<Mark, Mark>();

/** The mark of an attribute that had several values; the same one each time. */
export function toMixed(mark: Mark): Mark {
  let found = mixedMarks.get(mark);
  if (found === undefined) mixedMarks.set(mark, (found = { ...mark, value: mixed }));
  return found;
}

/** `seatrial.shadow=true`. */
export const shadowMark: Mark = {
  attribute: 'seatrial.shadow',
  kind: 'shadow',
  name: 'shadow',
  value: true,
  rank: 0,
};

/** Stable: among equals the first evaluated comes first. */
export function byRank(a: Mark, b: Mark): number {
  return a.rank - b.rank;
}
