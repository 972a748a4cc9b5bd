import { checkBetween } from './check.ts';
import { logSumExp } from './log-sum.ts';
import type { EventModel, Stratum } from './odds-ratio.ts';
import { toLogLikelihood } from './odds-ratio.ts';

/** An estimate between its bounds, each from 0 to infinity. */
export interface Interval {
  readonly lower: number;
  /** Undefined where nothing is known yet. */
  readonly estimate: number | undefined;
  readonly upper: number;
}

export interface OddsRatioIntervalOptions {
  /** The chance that any of the intervals of a comparison misses, default 0.05. */
  readonly alpha?: number;
  readonly model?: EventModel;
}

const factors = [1.05, 1.1, 1.2, 1.35, 1.5, 2, 3, 5, 10, 30];
/** Logarithms of the mixture's odds ratios, rising; equal weights. */
const grid = [
  ...factors.map((factor) => -Math.log(factor)).toReversed(),
  0,
  ...factors.map((factor) => Math.log(factor)),
];
const reach = Math.log(1e6);
/** How near an end or the top is found, as a share of the odds ratio. */
const near = 1e-5;

/** The point between `inside` and `outside` where a condition stops to hold, on the outer side of the last step. */
function findEnd(holds: (x: number) => boolean, inside: number, outside: number): number {
  let low = inside;
  let high = outside;
  while (Math.abs(high - low) > near) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** The top of a concave function between two points, by golden section. */
function findTop(value: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [value(left), value(right)];
  while (high - low > near) {
    if (atLeft < atRight) {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = value(right);
    } else {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = value(left);
    }
  }
  return (low + high) / 2;
}

/**
 * The odds ratios that the strata so far do not refute, and the one that explains them best. With a probability of
 * at least 1 − α the truth lies in all the intervals that one ever looks at; intersecting them is allowed.
 * Source: a confidence sequence by inverting the mixture e-process of every null, Howard, Ramdas, McAuliffe & Sekhon,
 * The Annals of Statistics 49 (2021), 1055–1080; the estimate is the conditional maximum likelihood of Breslow & Day (1980).
 */
export function toOddsRatioInterval(strata: readonly Stratum[], options: OddsRatioIntervalOptions = {}): Interval {
  const { alpha = 0.05, model = 'exact' } = options;
  checkBetween('alpha', alpha, 0, 1);
  const likelihoods = strata
    .filter(({ candidateEvents, baselineEvents }) => candidateEvents + baselineEvents > 0)
    .map((stratum) => toLogLikelihood(stratum, Math.exp(reach), model));
  const value = (x: number): number => {
    const oddsRatio = Math.exp(x);
    return likelihoods.reduce((sum, likelihood) => sum + likelihood(oddsRatio), 0);
  };
  const points = [-reach, ...grid, reach].map((x) => ({ x, value: value(x) }));
  const mixed = points.slice(1, -1).map((point) => point.value);
  if (mixed.every((entry) => entry === 0)) return { lower: 0, estimate: undefined, upper: Infinity };
  const threshold = logSumExp(mixed) - Math.log(grid.length) + Math.log(alpha);
  const holds = (x: number): boolean => value(x) > threshold;
  const best = points.reduce((top, point, index) => (point.value > (points[top]?.value ?? -Infinity) ? index : top), 0);
  const top = findTop(value, points[best - 1]?.x ?? -reach, points[best + 1]?.x ?? reach);
  const below = points.findLast((point) => point.x < top && point.value <= threshold);
  const above = points.find((point) => point.x > top && point.value <= threshold);
  return {
    lower: below === undefined ? 0 : Math.exp(findEnd(holds, top, below.x)),
    estimate: top < 1e-3 - reach ? 0 : top > reach - 1e-3 ? Infinity : Math.exp(top),
    upper: above === undefined ? Infinity : Math.exp(findEnd(holds, top, above.x)),
  };
}
