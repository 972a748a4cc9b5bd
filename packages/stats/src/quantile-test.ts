import { checkBetween, checkPart } from './check.ts';
import { logDirichlet } from './deviance.ts';
import type { Histogram } from './histogram.ts';
import { checkHistogram, toCumulative, toTotal } from './histogram.ts';

export interface QuantileTestOptions {
  /** The number of values at which the test is sharpest; it is valid at any. Default 5000. */
  readonly sharpestAt?: number;
  /** The alpha for which that holds, default 0.05. */
  readonly alpha?: number;
}

/** The strength of the Beta prior around p; the choice of confseq's `BetaBinomialMixture`. */
function toStrength(p: number, { sharpestAt = 5000, alpha = 0.05 }: QuantileTestOptions): number {
  checkBetween('p', p, 0, 1);
  checkBetween('alpha', alpha, 0, 1);
  checkBetween('sharpestAt', sharpestAt, 0, Number.POSITIVE_INFINITY);
  const variance = p * (1 - p);
  const logInverse = Math.log(1 / alpha);
  const rho = (sharpestAt * variance) / (2 * logInverse + Math.log(1 + 2 * logInverse));
  return Math.max(rho - variance, 1e-3 * variance);
}

/**
 * ln of the evidence that the share of values at or below a point is not p, `below` of `total` being there: the Bayes
 * factor of a Beta prior around p against p itself.
 * Source: Howard & Ramdas, "Sequential estimation of quantiles", Bernoulli 28 (2022), 1704–1728, Theorem 5.
 */
export function toQuantileLogE(below: number, total: number, p: number, options: QuantileTestOptions = {}): number {
  checkPart('below', below, 'total', total);
  const strength = toStrength(p, options);
  const prior = [strength / (1 - p), strength / p] as const;
  const shares = [p, 1 - p];
  return logDirichlet([prior[0] + below, prior[1] + total - below], shares) - logDirichlet(prior, shares);
}

/** The least evidence over counts from `low` to `high`; the function is convex in the count. */
function minimise(evidence: (below: number) => number, low: number, high: number, start: number): number {
  let below = Math.min(high, Math.max(low, Math.round(start)));
  let least = evidence(below);
  for (const step of [-1, 1])
    for (let next = below + step; next >= low && next <= high; next += step) {
      const value = evidence(next);
      if (value >= least) break;
      least = value;
      below = next;
    }
  return least;
}

/**
 * ln of the evidence that two arms have different p-quantiles, from histograms with the same bounds: the least over
 * all points where both quantiles could be. Within a bucket the count is taken that speaks least, so that coarse buckets
 * make it less sharp and never wrong.
 * Source: Howard & Ramdas (2022), Theorem 5; confseq's `quantile_ab_p_value` is the same for raw values.
 */
export function toQuantileDifferenceLogE(
  a: Histogram,
  b: Histogram,
  p: number,
  options: QuantileTestOptions = {},
): number {
  for (const histogram of [a, b]) checkHistogram(histogram);
  if (a.bounds.length !== b.bounds.length || a.bounds.some((bound, index) => bound !== b.bounds[index]))
    throw new RangeError('The histograms have different bounds; compare histograms of the same bounds only.');
  const arms = [a, b].map((histogram) => {
    const total = toTotal(histogram);
    return { total, cumulative: [0, ...toCumulative(histogram), total] };
  });
  let least = Number.POSITIVE_INFINITY;
  for (let bucket = 0; bucket <= a.bounds.length; bucket += 1) {
    let sum = 0;
    for (const { total, cumulative } of arms) {
      const evidence = (below: number): number => toQuantileLogE(below, total, p, options);
      sum += minimise(evidence, cumulative[bucket] ?? 0, cumulative[bucket + 1] ?? total, p * total);
    }
    least = Math.min(least, sum);
  }
  return least;
}
