import { checkCount } from './check.ts';
import { logDirichlet } from './deviance.ts';
import type { EProcess } from './e-process.ts';
import type { Direction } from './odds-ratio.ts';
import { createOddsRatioTest } from './odds-ratio.ts';

/** Pairs of the same request that ended differently; pairs that agree say nothing. */
export interface DiscordantPairs {
  /** Only the candidate (the shadow) had the event. */
  readonly candidateOnly: number;
  /** Only the baseline (the primary) had it. */
  readonly baselineOnly: number;
}

export interface PairedOptions {
  /** Default either. */
  readonly direction?: Direction;
}

/** Beta(½, ½) on the candidate's share: Jeffreys' prior. */
const prior = [0.5, 0.5] as const;
const even = [0.5, 0.5];

/** The two-sided mixture, as one alternative of weight 1, since its likelihood ratio has a closed form. */
function createEitherTest(): EProcess<DiscordantPairs> {
  let counts: readonly [number, number] = [0, 0];
  let logE = 0;
  let peakLogE = 0;
  return {
    add({ candidateOnly, baselineOnly }) {
      checkCount('candidateOnly', candidateOnly);
      checkCount('baselineOnly', baselineOnly);
      counts = [counts[0] + candidateOnly, counts[1] + baselineOnly];
      logE = logDirichlet([prior[0] + counts[0], prior[1] + counts[1]], even) - logDirichlet(prior, even);
      peakLogE = Math.max(peakLogE, logE);
      return logE;
    },
    get logE() {
      return logE;
    },
    get peakLogE() {
      return peakLogE;
    },
    get components() {
      const share = (prior[0] + counts[0]) / (1 + counts[0] + counts[1]);
      return [{ alternative: share, logWeight: 0, logRatio: logE }];
    },
  };
}

/**
 * Evidence from pairs of mirrored requests that the candidate has the event more often than the baseline (`above`), less
 * often, or not equally often. Given that a pair disagrees, it is a fair coin under the null.
 * Source: McNemar, Psychometrika 12 (1947), 153–157, as an e-process; either direction by the Beta mixture of Robbins
 * (1970), one direction by the mixture over odds ratios of the rare-event test with an even split.
 */
export function createPairedTest({ direction = 'either' }: PairedOptions = {}): EProcess<DiscordantPairs> {
  if (direction === 'either') return createEitherTest();
  const test = createOddsRatioTest({ direction, model: 'rare' });
  return {
    add: ({ candidateOnly, baselineOnly }) =>
      test.add({ candidateTotal: 1, candidateEvents: candidateOnly, baselineTotal: 1, baselineEvents: baselineOnly }),
    get logE() {
      return test.logE;
    },
    get peakLogE() {
      return test.peakLogE;
    },
    get components() {
      return test.components;
    },
  };
}
