// Which rows have which items. Rows that have the same ones are one pattern, with a count for each kind of row.

/** Rows that have the same items. */
export interface Pattern {
  /** Indexes of the items, rising. */
  readonly has: readonly number[];
  readonly outliers: number;
  readonly others: number;
}

/** Indexes of patterns, rising. */
export type PatternSet = readonly number[];

export interface RowCounts {
  readonly outliers: number;
  readonly others: number;
}

export function countRows(patterns: readonly Pattern[], set: PatternSet): RowCounts {
  let [outliers, others] = [0, 0];
  for (const index of set) {
    outliers += patterns[index]?.outliers ?? 0;
    others += patterns[index]?.others ?? 0;
  }
  return { outliers, others };
}

/** For each item the patterns that have it. */
export function toPatternSets(patterns: readonly Pattern[], items: number): readonly PatternSet[] {
  const sets: number[][] = Array.from({ length: items }, () => []);
  for (const [index, { has }] of patterns.entries()) for (const item of has) sets[item]?.push(index);
  return sets;
}

export function intersect(a: PatternSet, b: PatternSet): PatternSet {
  const both: number[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
    const [left = 0, right = 0] = [a[i], b[j]];
    if (left === right) both.push(left);
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return both;
}

/** What is in the first and not in the second. */
export function subtract(a: PatternSet, b: PatternSet): PatternSet {
  const second = new Set(b);
  return a.filter((index) => !second.has(index));
}

/** Items that rows have together, the patterns of those rows, and how many they are. */
export interface ItemSet extends RowCounts {
  readonly items: readonly number[];
  readonly patterns: PatternSet;
}

export interface ItemSetOptions {
  /** Items of one set at most. */
  readonly order: number;
  /** Outliers of a set at least. */
  readonly support: number;
  /** Whether two items may stand together. Default: always. */
  readonly mayJoin?: (a: number, b: number) => boolean;
}

/**
 * All sets of up to `order` items that enough outliers have together, single ones first. A set is looked at only where
 * every smaller one of its items is among them, since it has no more rows than any of these.
 * Source: Apriori, Agrawal & Srikant, VLDB 1994; on lists of rows as in Eclat, Zaki, IEEE TKDE 12 (2000).
 */
export function findItemSets(
  patterns: readonly Pattern[],
  sets: ReadonlyMap<number, PatternSet>,
  { order, support, mayJoin = () => true }: ItemSetOptions,
): readonly ItemSet[] {
  const toItemSet = (items: readonly number[], set: PatternSet): ItemSet => ({
    items,
    patterns: set,
    ...countRows(patterns, set),
  });
  const isFrequent = ({ outliers }: ItemSet): boolean => outliers >= support;
  const singles = [...sets].map(([item, set]) => toItemSet([item], set)).filter(isFrequent);
  const found = [...singles];
  for (let [size, level] = [2, singles]; size <= order; size += 1) {
    const known = new Set(level.map(({ items }) => items.join(',')));
    level = level.flatMap((smaller) =>
      singles.flatMap((single): ItemSet | readonly [] => {
        const [item = 0] = single.items;
        if (item <= (smaller.items.at(-1) ?? 0) || !smaller.items.every((other) => mayJoin(other, item))) return [];
        const parts = smaller.items.map((left) => [...smaller.items.filter((other) => other !== left), item].join(','));
        if (!parts.every((part) => known.has(part))) return [];
        const joined = toItemSet([...smaller.items, item], intersect(smaller.patterns, single.patterns));
        return isFrequent(joined) ? joined : [];
      }),
    );
    found.push(...level);
  }
  return found;
}
