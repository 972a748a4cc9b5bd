import type { EqualRun } from '../git/patch.ts';
import { findLast } from '../rising.ts';

/** Where another version of a text was cut, and what both have in common. */
export interface KnownCuts {
  readonly cuts: readonly number[];
  /** The text that is being cut is `before`. */
  readonly equal: readonly EqualRun[];
}

/**
 * The cuts that follow one at an offset because they do so in the other version. The last one that lies in the common text
 * is not among them: what decided on it may lie behind.
 */
export function toPassedOver({ cuts, equal }: KnownCuts, from: number): readonly number[] {
  const run = equal.find(({ before, length }) => from >= before && from < before + length);
  if (run === undefined) return [];
  const shift = run.before - run.after;
  const index = findLast(cuts, from - shift);
  if (cuts[index] !== from - shift) return [];
  const last = findLast(cuts, run.after + run.length);
  return cuts.slice(index + 1, last).map((cut) => cut + shift);
}
