import type { EqualRun } from '../git/patch.ts';
import { findLast } from '../rising.ts';

/** Which parts of two versions are the same, each by its place in the other one; they come in the same order in both. */
export interface Alignment {
  /** By place in the newer version; without an entry where it differs. */
  readonly toOld: ReadonlyMap<number, number>;
  /** Those that have no counterpart, in order. */
  readonly old: readonly number[];
  readonly fresh: readonly number[];
}

/** Pairs the parts in which nothing differs, of versions that are `length` long and cut at offsets. */
export function alignParts(
  before: readonly number[],
  after: readonly number[],
  [oldLength, length]: readonly [number, number],
  equal: readonly EqualRun[],
): Alignment {
  const toOld = new Map<number, number>();
  const [old, fresh]: [number[], number[]] = [[], []];
  let [nextOld, next] = [0, 0];
  for (const run of equal) {
    const shift = run.before - run.after;
    const end = run.after + run.length;
    for (let index = findLast(after, run.after); (after[index] ?? end) < end; index += 1) {
      const [from, to] = [after[index] ?? 0, after[index + 1] ?? length];
      if (from < run.after || to > end) continue;
      const place = findLast(before, from + shift);
      if (before[place] !== from + shift || (before[place + 1] ?? oldLength) !== to + shift) continue;
      toOld.set(index, place);
      for (; nextOld < place; nextOld += 1) old.push(nextOld);
      for (; next < index; next += 1) fresh.push(next);
      [nextOld, next] = [place + 1, index + 1];
    }
  }
  for (; nextOld < before.length; nextOld += 1) old.push(nextOld);
  for (; next < after.length; next += 1) fresh.push(next);
  return { toOld, old, fresh };
}
