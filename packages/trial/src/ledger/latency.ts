import { fromExponential, mergeExponential, toQuantileDifference, toQuantileInterval, toTotal } from '@seatrial/stats';
import type { ExponentialHistogram, Histogram } from '@seatrial/stats';
import type { FunctionCohort, FunctionDurations } from '@seatrial/store';
import type { LedgerLatency, LedgerQuantile, LedgerRow } from './ledger.ts';

/** Durations of some cohorts, each of them by `stride` calls for one that was timed. */
interface Timed {
  readonly cohorts: readonly FunctionCohort[];
  readonly stride: number;
}

/**
 * Latencies that were worked out for a ledger. Of a function they are asked for as a whole, by ring and by cohort, which
 * are mostly one, and many functions have equal ones; a ledger of fifty thousand would else take seconds.
 */
export class Latencies {
  readonly #histograms = new Map<string, Histogram | undefined>();
  readonly #latencies = new Map<string, LedgerLatency | null>();
  readonly #shifts = new Map<string, LedgerRow['p95Shift']>();

  of(timed: Timed): LedgerLatency | null {
    const key = toKey(timed);
    return remember(this.#latencies, key, () => toLatency(this.#histogram(key, timed)));
  }

  /** Whether the p95 of two releases lie apart, at any look, with 95 % confidence. */
  shift(before: Timed, now: Timed): LedgerRow['p95Shift'] {
    const [one, other] = [toKey(before), toKey(now)];
    return remember(this.#shifts, `${one}>${other}`, () =>
      toShift(this.#histogram(one, before), this.#histogram(other, now)),
    );
  }

  #histogram(key: string, timed: Timed): Histogram | undefined {
    return remember(this.#histograms, key, () => toHistogram(timed));
  }
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as T;
  const made = make();
  known.set(key, made);
  return made;
}

function toKey({ cohorts, stride }: Timed): string {
  const parts = cohorts.flatMap(({ durations }) =>
    durations === null ? [] : `${durations.scale} ${durations.zeroCount} ${durations.buckets.join(' ')}`,
  );
  return `${stride} ${parts.join(';')}`;
}

/** Durations of cohorts together, in seconds; undefined where no call was timed. */
function toHistogram({ cohorts, stride }: Timed): Histogram | undefined {
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

function toLatency(histogram: Histogram | undefined): LedgerLatency | null {
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

function toShift(before: Histogram | undefined, now: Histogram | undefined): LedgerRow['p95Shift'] {
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
