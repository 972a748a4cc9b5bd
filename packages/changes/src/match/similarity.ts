import type { Side } from './side.ts';

/** Functions of fewer tokens are too alike to tell whether one became the other. */
export const fewestTokens = 9;

/** How alike two functions must be to be one that moved and changed, and how alike in size to be compared at all. */
const leastShare = 0.75;
const leastSizeRatio = 0.6;

/** Comparisons that are made at most; what remains is reported as added and deleted. */
const mostComparisons = 400_000;

interface Candidate {
  readonly before: Side;
  readonly after: Side;
  readonly share: number;
}

/**
 * Pairs of deleted and added functions of which the second is the first, moved and changed: the shared part of their
 * tokens (Sørensen and Dice's coefficient over bags) is over 0.75. The most alike pair comes first.
 */
export function findSimilar(deleted: Iterable<Side>, added: Iterable<Side>): readonly (readonly [Side, Side])[] {
  const large = (side: Side): boolean => side.function.kind !== 'module' && side.function.tokens.length >= fewestTokens;
  const bySize = (a: Side, b: Side): number => a.function.tokens.length - b.function.tokens.length;
  const olds = [...deleted].filter(large).toSorted(bySize);
  const bags = new Map<Side, ReadonlyMap<string, number>>();
  const candidates: Candidate[] = [];
  let comparisons = 0;
  let first = 0;
  for (const after of [...added].filter(large).toSorted(bySize)) {
    const size = after.function.tokens.length;
    while (first < olds.length && toSize(olds[first]) < size * leastSizeRatio) first += 1;
    for (let index = first; index < olds.length && toSize(olds[index]) * leastSizeRatio <= size; index += 1) {
      const before = olds[index];
      if (before === undefined || before.function.kind !== after.function.kind) continue;
      comparisons += 1;
      if (comparisons > mostComparisons) return choose(candidates);
      const share = toShare(toBag(before, bags), toBag(after, bags), toSize(before) + size);
      if (share > leastShare) candidates.push({ before, after, share });
    }
  }
  return choose(candidates);
}

function choose(candidates: readonly Candidate[]): readonly (readonly [Side, Side])[] {
  const taken = new Set<Side>();
  const pairs: (readonly [Side, Side])[] = [];
  for (const { before, after } of candidates.toSorted((a, b) => b.share - a.share)) {
    if (taken.has(before) || taken.has(after)) continue;
    taken.add(before).add(after);
    pairs.push([before, after]);
  }
  return pairs;
}

function toSize(side: Side | undefined): number {
  return side?.function.tokens.length ?? 0;
}

function toBag(side: Side, bags: Map<Side, ReadonlyMap<string, number>>): ReadonlyMap<string, number> {
  const known = bags.get(side);
  if (known !== undefined) return known;
  const bag = new Map<string, number>();
  for (const token of side.function.tokens) bag.set(token, (bag.get(token) ?? 0) + 1);
  bags.set(side, bag);
  return bag;
}

function toShare(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>, total: number): number {
  let shared = 0;
  for (const [token, count] of a) shared += Math.min(count, b.get(token) ?? 0);
  return (2 * shared) / total;
}
