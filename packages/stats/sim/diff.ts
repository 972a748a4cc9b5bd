import { findItemSets } from '../src/index.ts';
import type { Pattern } from '../src/index.ts';

export interface DiffRow {
  /** Of each attribute the value, or a dash. */
  readonly values: readonly string[];
  readonly support: number;
  readonly ratio: number;
  readonly outliers: number;
  readonly rows: number;
}

export interface DiffOptions {
  readonly support: number;
  readonly ratio: number;
  readonly metric: 'global' | 'risk';
  readonly order: number;
}

/**
 * The DIFF operator: the smallest combinations of values with enough support among the outliers and a large enough ratio.
 * Source: Abuzaid et al., PVLDB 12 (2018), sections 3 and 5.
 */
export function diff(
  lines: readonly { readonly values: readonly string[]; readonly outliers: number; readonly others: number }[],
  { support, ratio: least, metric, order }: DiffOptions,
): readonly DiffRow[] {
  const items: { readonly attribute: number; readonly value: string }[] = [];
  const toItem = (attribute: number, value: string): number => {
    const index = items.findIndex((item) => item.attribute === attribute && item.value === value);
    return index === -1 ? items.push({ attribute, value }) - 1 : index;
  };
  const patterns = lines.map(({ values, outliers, others }): Pattern => ({
    has: values.map((value, attribute) => toItem(attribute, value)),
    outliers,
    others,
  }));
  const sum = (some: readonly Pattern[], key: 'outliers' | 'others'): number =>
    some.reduce((total, pattern) => total + pattern[key], 0);
  const all = { outliers: sum(patterns, 'outliers'), rows: sum(patterns, 'outliers') + sum(patterns, 'others') };
  const sets = new Map(
    items.map((_, item) => [item, [...patterns.keys()].filter((index) => patterns[index]?.has.includes(item))]),
  );
  const found: { readonly items: readonly number[]; readonly row: DiffRow }[] = [];
  for (const set of findItemSets(patterns, sets, { order, support: support * all.outliers })) {
    const rows = set.outliers + set.others;
    const rest = (all.outliers - set.outliers) / (all.rows - rows);
    const ratio = set.outliers / rows / (metric === 'global' ? all.outliers / all.rows : rest);
    if (ratio < least || found.some(({ items: smaller }) => smaller.every((item) => set.items.includes(item))))
      continue;
    const values = (lines[0]?.values ?? []).map((_, attribute) => {
      const item = set.items.find((index) => items[index]?.attribute === attribute);
      return item === undefined ? '-' : (items[item]?.value ?? '');
    });
    found.push({
      items: set.items,
      row: { values, support: set.outliers / all.outliers, ratio, outliers: set.outliers, rows },
    });
  }
  return found.map(({ row }) => row);
}
