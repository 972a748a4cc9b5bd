import type { FunctionCohort, FunctionErrors, FunctionRow } from '@seatrial/store';
import type { Latencies } from './latency.ts';
import type { LedgerCalls, LedgerSlice } from './ledger.ts';

/** Calls of some cohorts together. */
export function toCalls(cohorts: readonly FunctionCohort[], stride: number, latencies: Latencies): LedgerCalls {
  const calls = sum(cohorts.map((cohort) => cohort.calls));
  const errors = sum(cohorts.flatMap((cohort) => cohort.errors).map(({ count }) => count));
  return {
    calls,
    errors,
    errorRate: calls === 0 ? null : Number((errors / calls).toPrecision(6)),
    latency: latencies.of({ cohorts, stride }),
  };
}

export function toRings(rows: readonly FunctionRow[], latencies: Latencies): readonly LedgerSlice[] {
  return [...Map.groupBy(rows, ({ ring }) => ring)].map(([name, own]) => ({
    name,
    ...toCalls(
      own.flatMap(({ cohorts }) => cohorts),
      toStride(own),
      latencies,
    ),
  }));
}

/** Most calls first. */
export function toCohorts(rows: readonly FunctionRow[], latencies: Latencies): readonly LedgerSlice[] {
  const all = rows.flatMap(({ cohorts }) => cohorts);
  return [...Map.groupBy(all, ({ cohort }) => cohort)]
    .map(([name, own]) => ({ name, ...toCalls(own, toStride(rows), latencies) }))
    .toSorted((a, b) => b.calls - a.calls || a.name.localeCompare(b.name, 'en'));
}

/** Most frequent first. */
export function toErrorTypes(rows: readonly FunctionRow[]): readonly FunctionErrors[] {
  const all = rows.flatMap(({ cohorts }) => cohorts).flatMap(({ errors }) => errors);
  return [...Map.groupBy(all, ({ type, origin }) => JSON.stringify([type, origin])).values()]
    .flatMap((own) =>
      own.slice(0, 1).map(({ type, origin }) => ({ type, origin, count: sum(own.map((each) => each.count)) })),
    )
    .toSorted((a, b) => b.count - a.count || a.type.localeCompare(b.type, 'en'));
}

export function toStride(rows: readonly FunctionRow[]): number {
  return Math.max(1, ...rows.map(({ stride }) => stride));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
