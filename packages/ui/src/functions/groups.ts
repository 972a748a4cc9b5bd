import { ledgerStatusOrder } from './status.ts';
import type { LedgerRow } from '@seatrial/trial';

export const groupings = ['status', 'author', 'file'] as const;
export type Grouping = (typeof groupings)[number];

export interface FunctionGroup {
  readonly name: string;
  readonly rows: readonly LedgerRow[];
}

/** Rows under headings, in each what has not run first; a function of two authors is under both. */
export function toGroups(rows: readonly LedgerRow[], grouping: Grouping): readonly FunctionGroup[] {
  const sorted = rows.toSorted(
    (a, b) => toRank(a) - toRank(b) || b.errors - a.errors || b.calls - a.calls || (a.name < b.name ? -1 : 1),
  );
  if (grouping === 'status') return [{ name: '', rows: sorted }];
  const groups = new Map<string, LedgerRow[]>();
  for (const row of sorted) {
    const own = row.authors.map(({ name }) => name);
    const names = grouping === 'file' ? [row.file] : own.length === 0 ? ['nobody is known'] : own;
    for (const name of names) groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].map(([name, of]) => ({ name, rows: of }));
}

/** What throws is looked at before all else. */
function toRank({ status, errors }: LedgerRow): number {
  return errors > 0 ? -1 : ledgerStatusOrder.indexOf(status);
}
