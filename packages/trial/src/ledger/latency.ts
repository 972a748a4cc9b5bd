import { fromExponential, mergeExponential, toQuantileDifference, toQuantileInterval, toTotal } from '@seatrial/stats';
import type { ExponentialHistogram, Histogram } from '@seatrial/stats';
import type { FunctionCohort, FunctionDurations } from '@seatrial/store';
import type { LedgerLatency, LedgerQuantile, LedgerRow } from './ledger.ts';

/** Durations of cohorts together, in seconds; undefined where no call was timed. `stride` calls stand behind each that was. */
export function toHistogram(cohorts: readonly FunctionCohort[], stride: number): Histogram | undefined {
  const parts = cohorts.flatMap(({ durations }) => (durations === null ? [] : toExponential(durations, stride)));
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  const merged = fromExponential(
    others.reduce((sum, part) => mergeExponential(sum, part, { maxBuckets: 1000 }), first),
  );
  return toTotal(merged) === 0 ? undefined : merged;
}

/** Counts are weighted by the stride; an interval may only be as narrow as the calls that were timed make it. */
function toExponential({ scale, zeroCount, buckets }: FunctionDurations, stride: number): ExponentialHistogram {
  const offset = buckets[0]?.[0] ?? 0;
  const last = buckets.at(-1)?.[0] ?? offset;
  const counts = Array.from({ length: buckets.length === 0 ? 0 : last - offset + 1 }, () => 0);
  for (const [index, count] of buckets) counts[index - offset] = toTimed(count, stride);
  return { scale, zeroCount: toTimed(zeroCount, stride), offset, counts };
}

function toTimed(count: number, stride: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round(count / Math.max(1, stride)));
}

export function toLatency(histogram: Histogram | undefined): LedgerLatency | null {
  if (histogram === undefined) return null;
  const quantile = (p: number): LedgerQuantile => {
    const { lower, upper, estimate } = toQuantileInterval(histogram, p);
    return {
      ms: toMs(toMiddle(estimate?.lower ?? 0, estimate?.upper ?? 0)),
      lowerMs: toMs(lower),
      upperMs: upper === Infinity ? null : toMs(upper),
    };
  };
  return { timed: toTotal(histogram), p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) };
}

/** Whether the p95 of two releases lie apart, at any look, with 95 % confidence. */
export function toShift(before: Histogram | undefined, now: Histogram | undefined): LedgerRow['p95Shift'] {
  if (before === undefined || now === undefined) return null;
  const { factor } = toQuantileDifference(before, now, 0.95);
  if (factor.lower > 1) return 'slower';
  return factor.upper < 1 ? 'faster' : 'unclear';
}

/** Buckets are powers apart: their middle is the geometric one. */
function toMiddle(lower: number, upper: number): number {
  if (upper === Infinity) return lower;
  return lower === 0 ? upper : Math.sqrt(lower * upper);
}

/** Three digits that count, so that the same evidence gives the same bytes everywhere. */
function toMs(seconds: number): number {
  return Number((seconds * 1000).toPrecision(3));
}
