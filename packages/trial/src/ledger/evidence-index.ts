import type { FunctionRow, TouchedRow } from '@seatrial/store';
import type { LedgerEvidence } from './evidence.ts';

/** Evidence by function, so that fifty thousand of them are no search each. */
export interface EvidenceIndex {
  readonly functions: ReadonlyMap<string, readonly FunctionRow[]>;
  readonly before: ReadonlyMap<string, readonly FunctionRow[]>;
  /** By what spans name a function by. */
  readonly touched: ReadonlyMap<string, readonly TouchedRow[]>;
  /** Names that several changed functions have. */
  readonly shared: ReadonlySet<string>;
}

export function toIndex({ functions, baseline, touched, changes }: LedgerEvidence): EvidenceIndex {
  const ids = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, name } of [...(changes?.functions ?? []), ...functions.filter(({ changed }) => changed)]) {
    if ((ids.get(name) ?? id) !== id) shared.add(name);
    ids.set(name, id);
  }
  return {
    functions: Map.groupBy(functions, ({ id }) => id),
    before: Map.groupBy(baseline?.functions ?? [], ({ id }) => id),
    touched: Map.groupBy(touched, (row) => row.function),
    shared,
  };
}
