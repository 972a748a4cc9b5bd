import type { BatchRow } from '@seatrial/store';
import type { EvidenceRoute, EvidenceStratum, StratumCounts } from './evidence.ts';
import { otherRoutes } from './routes.ts';
import { toPartner } from './control.ts';
import type { Control } from './verdict.ts';

export interface StrataOptions {
  readonly routes: readonly EvidenceRoute[];
  /** Where the baseline's rows are of another time than the candidate's. */
  readonly control: Control | null;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly batchMs: number;
}

/** Rows of both arms as strata. */
export function toStrata(
  rows: readonly BatchRow[],
  { routes, control, start, batchMs }: StrataOptions,
): readonly EvidenceStratum[] {
  const indexes = new Map(routes.map(({ route }, index) => [route, index]));
  const rest = indexes.get(otherRoutes);
  const strata = new Map<
    string,
    { batch: number; route: number; cohort: string; candidate: StratumCounts; baseline: StratumCounts }
  >();
  for (const row of rows) {
    const batch =
      control !== null && row.arm === 'baseline' ? toPartner(row.batch, { control, start, batchMs }) : row.batch;
    const route = indexes.get(row.route) ?? rest;
    if (route === undefined || batch < start) continue;
    const key = JSON.stringify([batch, route, row.cohort]);
    const stratum = strata.get(key) ?? { batch, route, cohort: row.cohort, candidate: nothing, baseline: nothing };
    const judged = row.batch > (routes[route]?.frozenAt ?? Infinity) || control !== null;
    stratum[row.arm] = add(stratum[row.arm], row, judged);
    strata.set(key, stratum);
  }
  return [...strata.values()].toSorted(
    (a, b) => a.batch - b.batch || a.route - b.route || (a.cohort < b.cohort ? -1 : a.cohort > b.cohort ? 1 : 0),
  );
}

const nothing: StratumCounts = { requests: 0, errors: 0, above: [], aboveSlower: [], aboveMargin: [] };

/** Durations of the batches that froze the bounds are left out: they are where the bounds come from. */
function add(counts: StratumCounts, row: BatchRow, judged: boolean): StratumCounts {
  const own = judged ? row.above : [];
  const sum = (before: readonly number[], offset: number): readonly number[] =>
    Array.from({ length: own.length / 3 }, (_, index) => (before[index] ?? 0) + (own[index * 3 + offset] ?? 0));
  return {
    requests: counts.requests + row.requests,
    errors: counts.errors + row.errors,
    above: sum(counts.above, 0),
    aboveSlower: sum(counts.aboveSlower, 1),
    aboveMargin: sum(counts.aboveMargin, 2),
  };
}
