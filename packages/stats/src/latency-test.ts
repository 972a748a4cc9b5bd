import type { Trials } from './ceiling.ts';
import { createCeilingTest } from './ceiling.ts';
import type { EProcess } from './e-process.ts';
import { averageLogE, minimumLogE } from './e-process.ts';
import type { Stratum } from './odds-ratio.ts';
import { createOddsRatioTest } from './odds-ratio.ts';
import type { Threshold } from './thresholds.ts';

/** Fewer alternatives than for errors, since several thresholds already share the evidence; each 1.4 to 1.6 times the one before. */
export const slowerFactors: readonly number[] = [1.15, 1.3, 1.6, 2.2, 3.5];

/** What the test needs of a threshold. */
export type FrozenThreshold = Pick<Threshold, 'ceiling' | 'unchangedOddsRatio'>;

/** One batch of both arms at one threshold. */
export interface Exceedance {
  readonly candidateTotal: number;
  /** Candidate requests above the threshold's bound. */
  readonly candidateAbove: number;
  /** Candidate requests above its margin bound. */
  readonly candidateAboveMargin: number;
  readonly baselineTotal: number;
  /** Baseline requests above the bound. */
  readonly baselineAbove: number;
}

/** The evidence on latency; read it after each batch. */
export interface LatencyTest {
  /** Takes one stratum in, an entry for each threshold in its order. */
  add(exceedances: readonly Exceedance[]): void;
  /** ln of the evidence that the candidate is slower at some threshold: the average, so that body and tail both count. */
  readonly slowerLogE: number;
  /** ln of the evidence that it is at most the margin slower at every one: the minimum, so that no tail is outvoted. */
  readonly withinLogE: number;
  /** The tests of each threshold, for what lies behind the two. */
  readonly thresholds: readonly ThresholdTest[];
}

/** The evidence at one threshold. */
export interface ThresholdTest {
  readonly slower: EProcess<Stratum>;
  readonly within: EProcess<Stratum>;
  /** Only where the threshold has a ceiling. */
  readonly ceiling: EProcess<Trials> | undefined;
  /** ln of the evidence that the candidate is within the margin, or below the ceiling where there is one. */
  readonly withinLogE: number;
}

function createThresholdTest({ ceiling, unchangedOddsRatio }: FrozenThreshold): ThresholdTest {
  const within = createOddsRatioTest({ direction: 'below', likely: unchangedOddsRatio });
  const below = ceiling === undefined ? undefined : createCeilingTest({ ceiling });
  return {
    slower: createOddsRatioTest({ direction: 'above', factors: slowerFactors }),
    within,
    ceiling: below,
    get withinLogE() {
      return below === undefined ? within.logE : averageLogE([within.logE, below.logE]);
    },
  };
}

/**
 * Compares latencies by how many requests exceed thresholds frozen beforehand (`toThresholds`), each an odds-ratio test.
 * Slower: the candidate's odds above a bound against the baseline's above the same. Within the margin: the
 * candidate's odds above the margin bound against the baseline's above the bound itself, refuting that they are equal or larger;
 * or, at a threshold with a ceiling, that the candidate's share above the bound reaches the ceiling.
 * Source: as for the odds ratio; averages of e-values are e-values, Vovk & Wang, The Annals of Statistics 49 (2021).
 */
export function createLatencyTest(frozen: readonly FrozenThreshold[]): LatencyTest {
  if (frozen.length === 0) throw new RangeError('There are no thresholds; give at least one.');
  const thresholds = frozen.map((threshold) => createThresholdTest(threshold));
  return {
    add(exceedances) {
      if (exceedances.length !== thresholds.length)
        throw new RangeError(
          `There are ${exceedances.length} entries for ${thresholds.length} thresholds; give one each.`,
        );
      for (const [index, { slower, within, ceiling }] of thresholds.entries()) {
        const entry = exceedances[index];
        if (entry === undefined) continue;
        const shared = {
          candidateTotal: entry.candidateTotal,
          baselineTotal: entry.baselineTotal,
          baselineEvents: entry.baselineAbove,
        };
        slower.add({ ...shared, candidateEvents: entry.candidateAbove });
        within.add({ ...shared, candidateEvents: entry.candidateAboveMargin });
        ceiling?.add({ total: entry.candidateTotal, events: entry.candidateAbove });
      }
    },
    get slowerLogE() {
      return averageLogE(thresholds.map(({ slower }) => slower.logE));
    },
    get withinLogE() {
      return minimumLogE(thresholds.map(({ withinLogE }) => withinLogE));
    },
    thresholds,
  };
}
