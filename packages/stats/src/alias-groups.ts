import { countRows, intersect } from './item-sets.ts';
import type { Pattern, PatternSet, RowCounts } from './item-sets.ts';

/** An item, and other names of the rows that have it. */
export interface AliasGroup {
  readonly item: number;
  readonly aliases: readonly number[];
}

/** Share of the rows of either that both have, from which on two items are names of one thing. */
const alike = 0.95;

/** Groups items that the same rows have, but for a twentieth of them; of each the preferred one is its name. */
export function toAliasGroups(
  items: readonly { readonly preference: number }[],
  patterns: readonly Pattern[],
  sets: readonly PatternSet[],
): readonly AliasGroup[] {
  const counts = sets.map((set) => countRows(patterns, set));
  const order = [...items.keys()].toSorted(
    (a, b) => (items[a]?.preference ?? 0) - (items[b]?.preference ?? 0) || a - b,
  );
  const groups: { readonly item: number; readonly aliases: number[] }[] = [];
  for (const item of order) {
    const group = groups.find(({ item: named }) =>
      isAlike(counts[named] ?? { outliers: 0, others: 0 }, counts[item] ?? { outliers: 0, others: 0 }, () =>
        countRows(patterns, intersect(sets[named] ?? [], sets[item] ?? [])),
      ),
    );
    if (group === undefined) groups.push({ item, aliases: [] });
    else group.aliases.push(item);
  }
  return groups;
}

function isAlike(a: RowCounts, b: RowCounts, toBoth: () => RowCounts): boolean {
  const may = (x: number, y: number): boolean => Math.min(x, y) >= alike * Math.max(x, y);
  if (!may(a.outliers, b.outliers) || !may(a.outliers + a.others, b.outliers + b.others)) return false;
  const both = toBoth();
  const is = (x: number, y: number, shared: number): boolean => shared >= alike * (x + y - shared);
  return (
    is(a.outliers, b.outliers, both.outliers) &&
    is(a.outliers + a.others, b.outliers + b.others, both.outliers + both.others)
  );
}
