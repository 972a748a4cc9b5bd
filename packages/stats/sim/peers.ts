import type { Stratum } from '../src/index.ts';

/** Whether a method says, from all counts so far, that the candidate is worse. */
export type Alarm = (total: Stratum) => boolean;

function toMoments({ candidateTotal: n1, candidateEvents: x1, baselineTotal: n0, baselineEvents: x0 }: Stratum) {
  const [p1, p0, pooled] = [x1 / n1, x0 / n0, (x1 + x0) / (n1 + n0)];
  const pooledVariance = pooled * (1 - pooled) * (1 / n1 + 1 / n0);
  const variance = (p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0;
  return { difference: p1 - p0, pooledVariance, variance, total: n1 + n0 };
}

/** The pooled two-proportion z-test, one-sided at 2.5 %, looked at again and again. */
export const zTest: Alarm = (total) => {
  const { difference, pooledVariance } = toMoments(total);
  return pooledVariance > 0 && difference / Math.sqrt(pooledVariance) > 1.959964;
};

/** Asymptotic confidence sequence, Waudby-Smith et al. (arXiv 2103.06476), as GrowthBook has it: two-sided at 5 %, N* = 5000. */
export const asymptotic: Alarm = (total) => {
  const { difference, variance, total: n } = toMoments(total);
  const alpha = 0.05;
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / 5000;
  const width =
    Math.sqrt(variance * n) *
    Math.sqrt(((2 * (n * rho2 + 1)) / (n * n * rho2)) * Math.log(Math.sqrt(n * rho2 + 1) / alpha));
  return variance > 0 && difference > width;
};

/** The mixture SPRT of Johari, Koomen, Pekelis & Walsh (2017) with sample variances, two-sided at 5 %, the mixture's spread given. */
export function createMixtureSprt(spread: number): Alarm {
  return (total) => {
    const { difference, variance: v } = toMoments(total);
    if (v <= 0 || difference <= 0) return false;
    const t2 = spread * spread;
    const logRatio = 0.5 * Math.log(v / (v + t2)) + (difference * difference * t2) / (2 * v * (v + t2));
    return logRatio >= Math.log(20);
  };
}

/** The Cochran-Mantel-Haenszel test with R's continuity correction, stratum by stratum. */
export interface MantelHaenszel {
  add(stratum: Stratum): void;
  readonly chi2: number;
  readonly oddsRatio: number;
  /** One-sided at 2.5 %. */
  readonly isWorse: boolean;
}

export function createMantelHaenszel(): MantelHaenszel {
  let [excess, variance, numerator, denominator] = [0, 0, 0, 0];
  const toChi2 = (): number => Math.max(0, Math.abs(excess) - 0.5) ** 2 / variance;
  return {
    add({ candidateTotal: n1, candidateEvents: x1, baselineTotal: n0, baselineEvents: x0 }) {
      const n = n1 + n0;
      const m = x1 + x0;
      if (n < 2) return;
      excess += x1 - (n1 * m) / n;
      variance += (n1 * n0 * m * (n - m)) / (n * n * (n - 1));
      numerator += (x1 * (n0 - x0)) / n;
      denominator += ((n1 - x1) * x0) / n;
    },
    get chi2() {
      return toChi2();
    },
    get oddsRatio() {
      return numerator / denominator;
    },
    get isWorse() {
      return excess > 0 && variance > 0 && toChi2() > 3.841459;
    },
  };
}

/** Mann-Whitney on bucket counts, mid-ranks and tie correction: whether the candidate's values are larger, one-sided at 2.5 %. */
export function isLargerByMannWhitney(candidate: ArrayLike<number>, baseline: ArrayLike<number>): boolean {
  let [below, u, ties, n1, n0] = [0, 0, 0, 0, 0];
  for (let bucket = 0; bucket < candidate.length; bucket += 1) {
    const [a, b] = [candidate[bucket] ?? 0, baseline[bucket] ?? 0];
    u += a * (below + b / 2);
    below += b;
    n1 += a;
    n0 += b;
    ties += (a + b) ** 3 - (a + b);
  }
  const n = n1 + n0;
  const variance = ((n1 * n0) / 12) * (n + 1 - ties / (n * (n - 1)));
  return variance > 0 && (u - (n1 * n0) / 2) / Math.sqrt(variance) > 1.959964;
}
