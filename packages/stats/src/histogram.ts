import { checkBetween, checkCount } from './check.ts';

/**
 * Counts between bounds: bucket i holds the values above bound i − 1 and at or below bound i, so that there is one count
 * more than there are bounds; the first bucket reaches down to 0 and the last up to infinity.
 */
export interface Histogram {
  /** Rising. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** Between which values a quantile lies: above the lower, at or below the upper. */
export interface QuantileBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Refuses a histogram that cannot be. */
export function checkHistogram({ bounds, counts }: Histogram): void {
  if (counts.length !== bounds.length + 1)
    throw new RangeError(
      `There are ${counts.length} counts for ${bounds.length} bounds; give one count more than bounds.`,
    );
  for (const [index, bound] of bounds.entries())
    if (!Number.isFinite(bound) || bound <= (bounds[index - 1] ?? -Infinity))
      throw new RangeError(`Bound ${index} is ${bound}; give finite bounds that rise.`);
  for (const [index, count] of counts.entries()) checkCount(`Count ${index}`, count);
}

/** How many values there are. */
export function toTotal({ counts }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many values are at or below each bound. */
export function toCumulative({ bounds, counts }: Histogram): readonly number[] {
  let sum = 0;
  return bounds.map((_, index) => (sum += counts[index] ?? 0));
}

/** How many values are above a bound. The bound must be one of the histogram's, since between them nothing is known. */
export function countAbove(histogram: Histogram, bound: number): number {
  const index = histogram.bounds.indexOf(bound);
  if (index === -1)
    throw new RangeError(`${bound} is no bound of the histogram; give one of ${histogram.bounds.join(', ')}.`);
  return histogram.counts.slice(index + 1).reduce((sum, count) => sum + count, 0);
}

/** The histogram of the values of both, which must have the same bounds. */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  if (a.bounds.length !== b.bounds.length || a.bounds.some((bound, index) => bound !== b.bounds[index]))
    throw new RangeError('The histograms have different bounds; merge histograms of the same bounds only.');
  return { bounds: a.bounds, counts: a.counts.map((count, index) => count + (b.counts[index] ?? 0)) };
}

/**
 * Between which bounds the p-quantile of the values lies: the ⌈pN⌉-th smallest (type 1 of Hyndman & Fan, The American
 * Statistician 50 (1996), 361–365). Undefined for an empty histogram.
 */
export function toQuantileBounds(histogram: Histogram, p: number): QuantileBounds | undefined {
  checkBetween('p', p, 0, 1);
  const { bounds, counts } = histogram;
  const rank = Math.max(1, Math.ceil(p * toTotal(histogram)));
  let sum = 0;
  for (const [index, count] of counts.entries()) {
    sum += count;
    if (sum >= rank) return { lower: bounds[index - 1] ?? 0, upper: bounds[index] ?? Infinity };
  }
  return undefined;
}
