import type { Phase } from '@seatrial/model';
import type { Arm, ArmRow, BatchRow, DistributionRow, ErrorGroupRow, PairRow, SightingRow } from '../evidence.ts';
import type { Row } from './read-rows.ts';

const number = (row: Row, name: string): number => Number(row[name]);
const text = (row: Row, name: string): string => String(row[name] ?? '');
/** Nanoseconds since 1970 are more than a double holds. */
const milliseconds = (row: Row, name: string): number => Number(BigInt(row[name] as bigint | number) / 1_000_000n);
const numbers = (row: Row, name: string): readonly number[] =>
  ((row[name] as readonly bigint[] | null) ?? []).map(Number);

/** A list of buckets and one of their counts, as pairs. */
export function toBuckets(row: Row, bucketsName: string, countsName: string): readonly (readonly [number, number])[] {
  const counts = numbers(row, countsName);
  return numbers(row, bucketsName).map((bucket, index) => [bucket, counts[index] ?? 0]);
}

export function toSightingRow(row: Row): SightingRow {
  return {
    version: text(row, 'version'),
    commit: text(row, 'commit'),
    buildId: text(row, 'build_id'),
    environment: text(row, 'environment'),
    ring: text(row, 'ring'),
    value: text(row, 'value'),
    first: milliseconds(row, 'first_ns'),
    last: milliseconds(row, 'last_ns'),
    requests: number(row, 'requests'),
    shadow: number(row, 'shadow'),
  };
}

export function toArmRow(row: Row): ArmRow {
  return {
    arm: text(row, 'arm') as Arm,
    first: number(row, 'first'),
    last: number(row, 'last'),
    requests: number(row, 'requests'),
    withSubject: number(row, 'with_subject'),
    shadow: number(row, 'shadow'),
  };
}

export function toDistributionRow(row: Row): DistributionRow {
  return {
    arm: text(row, 'arm') as Arm,
    route: text(row, 'route'),
    phase: text(row, 'phase') as Phase,
    period: text(row, 'period') as DistributionRow['period'],
    frozenAt: row['frozen_at'] === null ? null : number(row, 'frozen_at'),
    requests: number(row, 'requests'),
    errors: number(row, 'errors'),
    buckets: toBuckets(row, 'buckets', 'counts'),
  };
}

export function toBatchRow(row: Row): BatchRow {
  return {
    batch: number(row, 'batch'),
    arm: text(row, 'arm') as Arm,
    route: text(row, 'route'),
    cohort: text(row, 'cohort'),
    requests: number(row, 'requests'),
    errors: number(row, 'errors'),
    leastWeight: number(row, 'least_weight'),
    mostWeight: number(row, 'most_weight'),
    above: numbers(row, 'above'),
  };
}

export function toPairRow(row: Row): PairRow {
  return {
    batch: number(row, 'batch'),
    route: text(row, 'route'),
    pairs: number(row, 'pairs'),
    candidateErrors: number(row, 'candidate_errors'),
    baselineErrors: number(row, 'baseline_errors'),
    candidateOnly: number(row, 'candidate_only'),
    baselineOnly: number(row, 'baseline_only'),
    candidateSlower: number(row, 'candidate_slower'),
    baselineSlower: number(row, 'baseline_slower'),
  };
}

export function toErrorGroupRow(row: Row): ErrorGroupRow {
  return {
    route: text(row, 'route'),
    type: text(row, 'type'),
    message: text(row, 'message'),
    stack: text(row, 'stack'),
    candidate: number(row, 'candidate'),
    baseline: number(row, 'baseline'),
    traceId: text(row, 'trace_id'),
  };
}
