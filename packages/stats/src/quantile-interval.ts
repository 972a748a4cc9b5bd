import type { Histogram, QuantileBounds } from './histogram.ts';
import { checkHistogram, toCumulative, toQuantileBounds, toTotal } from './histogram.ts';
import type { QuantileTestOptions } from './quantile-test.ts';
import { toQuantileLogE } from './quantile-test.ts';

/** Where a quantile of what the values are drawn from can be: above the lower bound, at or below the upper. */
export interface QuantileInterval {
  readonly lower: number;
  readonly upper: number;
  /** The bucket of the values' own quantile; undefined without values. */
  readonly estimate: QuantileBounds | undefined;
}

/** How far two quantiles can be apart, candidate less baseline and candidate over baseline. */
export interface QuantileDifference {
  readonly baseline: QuantileInterval;
  readonly candidate: QuantileInterval;
  readonly difference: QuantileBounds;
  readonly factor: QuantileBounds;
}

/** How many of the items, in order, have a property that holds for the first so many and for none after them. */
function countLeading(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A confidence sequence for the p-quantile: with a probability of at least 1 − α the truth lies in all intervals that one
 * ever looks at. A bound is refuted where too few or too many values are at or below it; what lies between bounds is
 * never guessed, so the ends are bounds of the histogram, 0 or infinity.
 * Source: Howard & Ramdas, Bernoulli 28 (2022), 1704–1728, at the bounds of a histogram.
 */
export function toQuantileInterval(
  histogram: Histogram,
  p: number,
  options: QuantileTestOptions = {},
): QuantileInterval {
  checkHistogram(histogram);
  const { bounds } = histogram;
  const total = toTotal(histogram);
  const cumulative = toCumulative(histogram);
  const threshold = Math.log(1 / (options.alpha ?? 0.05));
  const isRefuted = (below: number): boolean => toQuantileLogE(below, total, p, options) >= threshold;
  // The evidence falls up to about pN values and rises from there, so that each side has one boundary.
  const low = countLeading(bounds.length, (index) => {
    const below = cumulative[index] ?? total;
    return below < p * total && isRefuted(below);
  });
  const high = countLeading(bounds.length, (index) => {
    const below = cumulative[index] ?? total;
    return below < p * total || !isRefuted(below);
  });
  return {
    lower: bounds[low - 1] ?? 0,
    upper: bounds[high] ?? Infinity,
    estimate: toQuantileBounds(histogram, p),
  };
}

/**
 * How far the p-quantiles of two arms are apart: a confidence sequence from one at α/2 for each arm (Bonferroni). The
 * histograms may have different bounds.
 */
export function toQuantileDifference(
  baseline: Histogram,
  candidate: Histogram,
  p: number,
  options: QuantileTestOptions = {},
): QuantileDifference {
  const half = { ...options, alpha: (options.alpha ?? 0.05) / 2 };
  const before = toQuantileInterval(baseline, p, half);
  const after = toQuantileInterval(candidate, p, half);
  return {
    baseline: before,
    candidate: after,
    difference: {
      lower: before.upper === Infinity ? -Infinity : after.lower - before.upper,
      upper: after.upper - before.lower,
    },
    factor: {
      lower: before.upper === Infinity ? 0 : after.lower / before.upper,
      upper: before.lower === 0 ? Infinity : after.upper / before.lower,
    },
  };
}
