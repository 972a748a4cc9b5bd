import { checkBetween } from './check.ts';
import type { Histogram } from './histogram.ts';
import { checkHistogram, countAbove, toCumulative, toQuantileBounds, toTotal } from './histogram.ts';

/** A latency that is watched, frozen before the candidate's first batch. In the histogram's unit, at its bounds. */
export interface Threshold {
  /** What it was taken from: a quantile of the baseline as a number, or the objective. */
  readonly source: number | 'objective';
  /** Baseline requests above this count as slow. */
  readonly bound: number;
  /** Candidate requests above this do, where the question is whether it is at most the margin slower. */
  readonly marginBound: number;
  /** The odds of exceeding the margin bound over those of exceeding the bound, if latencies stay as they are; below 1. */
  readonly unchangedOddsRatio: number;
  /**
   * A share of slow requests that would still be fine, where the baseline has so few above the bound that a comparison
   * has nothing to go by: the objective's budget, from a baseline within half of it; or half of what the quantile
   * leaves above, from a baseline within a tenth of that.
   */
  readonly ceiling?: number;
}

export interface ThresholdOptions {
  /** Default 0.5, 0.9, 0.95 and 0.99. */
  readonly quantiles?: readonly number[];
  /** The objective: at most the share `budget` of the requests may be above `latency`, in the histogram's unit. */
  readonly objective?: { readonly latency: number; readonly budget: number };
  /** How much slower is still fine, as a share of the time; default 0.2. */
  readonly margin?: number;
  /** How much slower is fine at least, in the histogram's unit; default 0. */
  readonly leastMargin?: number;
}

/** The bound nearest to a value on a logarithmic scale. */
function snap(bounds: readonly number[], value: number): number | undefined {
  const distance = (bound: number): number => Math.abs(Math.log(bound / value));
  return bounds
    .filter((bound) => bound > 0)
    .reduce<number | undefined>(
      (best, bound) => (best === undefined || distance(bound) < distance(best) ? bound : best),
      undefined,
    );
}

/** About where the p-quantile lies in its bucket, by its rank there; undefined without values or above the last bound. */
function interpolate(histogram: Histogram, p: number): number | undefined {
  const bucket = toQuantileBounds(histogram, p);
  if (bucket === undefined || bucket.upper === Infinity) return undefined;
  if (bucket.lower === 0) return bucket.upper;
  const index = histogram.bounds.indexOf(bucket.upper);
  const below = toCumulative(histogram)[index - 1] ?? 0;
  const part = (p * toTotal(histogram) - below) / (histogram.counts[index] ?? 1);
  return bucket.lower * (bucket.upper / bucket.lower) ** Math.max(0, part);
}

/** The last bound within the margin, or the next one where the buckets are coarser than that: a margin of none can never be shown. */
function widen(bounds: readonly number[], bound: number, margin: number): number {
  const within = bounds.filter((other) => other > bound && other <= bound * (1 + margin));
  return within.at(-1) ?? bounds.find((other) => other > bound) ?? Infinity;
}

/** The odds ratio of exceeding two bounds, a half request added to each count (Haldane), and below 1 by a hundredth at least. */
function toUnchanged(histogram: Histogram, bound: number, marginBound: number): number {
  const total = toTotal(histogram);
  const toOdds = (above: number): number => (above + 0.5) / (total - above + 0.5);
  return Math.min(0.99, toOdds(countAbove(histogram, marginBound)) / toOdds(countAbove(histogram, bound)));
}

/**
 * The thresholds of a latency comparison from the baseline's histogram: its quantiles and the objective, each at a bound,
 * since only there a histogram counts exactly. Quantiles on the same bound give one threshold, those above the last
 * bound none, and the last bound itself is left to the margin. Compare `marginBound / bound` with the margin that was
 * asked for: coarse buckets widen it.
 */
export function toThresholds(baseline: Histogram, options: ThresholdOptions = {}): readonly Threshold[] {
  const { quantiles = [0.5, 0.9, 0.95, 0.99], objective, margin = 0.2, leastMargin = 0 } = options;
  checkHistogram(baseline);
  checkBetween('margin', margin, 0, Infinity);
  if (!(leastMargin >= 0)) throw new RangeError(`leastMargin is ${leastMargin}; give a number from 0 on.`);
  const { bounds } = baseline;
  const sought: {
    readonly source: Threshold['source'];
    readonly value: number;
    readonly ceiling: number;
    readonly few: number;
  }[] = [];
  if (objective !== undefined) {
    const { latency, budget } = objective;
    checkBetween('budget', budget, 0, 1);
    sought.push({ source: 'objective', value: latency, ceiling: budget, few: budget / 2 });
  }
  for (const p of quantiles) {
    const value = interpolate(baseline, p);
    if (value !== undefined) sought.push({ source: p, value, ceiling: (1 - p) / 2, few: (1 - p) / 10 });
  }
  const thresholds: Threshold[] = [];
  for (const { source, value, ceiling, few } of sought) {
    const bound = snap(bounds.slice(0, -1), value);
    if (bound === undefined || thresholds.some((threshold) => threshold.bound === bound)) continue;
    const marginBound = widen(bounds, bound, Math.max(margin, leastMargin / bound));
    const unchangedOddsRatio = toUnchanged(baseline, bound, marginBound);
    const sparse = countAbove(baseline, bound) <= few * toTotal(baseline);
    thresholds.push({ source, bound, marginBound, unchangedOddsRatio, ...(sparse && { ceiling }) });
  }
  return thresholds.toSorted((a, b) => a.bound - b.bound);
}
