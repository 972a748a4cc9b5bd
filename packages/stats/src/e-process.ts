import { logSumExp } from './log-sum.ts';

/**
 * Evidence that grows while data come in. Under the null hypothesis its expectation never exceeds 1, at whatever moment
 * one looks, so that it ever reaches 1/α with a probability of at most α.
 * Source: Ville (1939); Ramdas, Grünwald, Vovk & Shafer, Statistical Science 38 (2023), 576–601.
 */
export interface EProcess<Observation> {
  /** Takes one batch in and gives the evidence after it. */
  add(observation: Observation): number;
  /** ln of the e-value now; 0 before the first batch. */
  readonly logE: number;
  /** ln of the largest e-value that a look after any batch has seen. */
  readonly peakLogE: number;
  /** The mixture behind it: ln weight and ln likelihood ratio of each alternative. */
  readonly components: readonly Component[];
}

/** One alternative of a mixture. */
export interface Component {
  /** The alternative's parameter: an odds ratio, a rate, a share. */
  readonly alternative: number;
  readonly logWeight: number;
  readonly logRatio: number;
}

/** ln of the mixture's e-value. */
export function toLogE(components: readonly Component[]): number {
  return logSumExp(components.map(({ logWeight, logRatio }) => logWeight + logRatio));
}

/** An e-process over fixed alternatives with equal weights; `score` gives each batch's ln likelihood ratios, in their order. */
export function createMixture<Observation>(
  alternatives: readonly { readonly alternative: number; readonly weight: number }[],
  score: (observation: Observation) => readonly number[],
): EProcess<Observation> {
  const ratios = alternatives.map(() => 0);
  const logWeights = alternatives.map(({ weight }) => Math.log(weight));
  const weighted = [...logWeights];
  let logE = 0;
  let peakLogE = 0;
  return {
    add(observation) {
      for (const [index, value] of score(observation).entries()) {
        ratios[index] = (ratios[index] ?? 0) + value;
        weighted[index] = (logWeights[index] ?? 0) + (ratios[index] ?? 0);
      }
      logE = logSumExp(weighted);
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
      return alternatives.map(({ alternative }, index) => ({
        alternative,
        logWeight: logWeights[index] ?? 0,
        logRatio: ratios[index] ?? 0,
      }));
    },
  };
}

/**
 * ln of the average of e-values, itself an e-value whatever their dependence: evidence that one of the nulls is wrong.
 * Source: Vovk & Wang, The Annals of Statistics 49 (2021), 1736–1754.
 */
export function averageLogE(logEs: readonly number[]): number {
  if (logEs.length === 0) throw new RangeError('There are no e-values to average; give at least one.');
  return logSumExp(logEs) - Math.log(logEs.length);
}

/**
 * ln of the smallest e-value: evidence that all nulls are wrong, since it is no larger than that of any true one.
 * Source: the intersection-union principle, Berger, Technometrics 24 (1982), 295–300.
 */
export function minimumLogE(logEs: readonly number[]): number {
  if (logEs.length === 0) throw new RangeError('There are no e-values to take the minimum of; give at least one.');
  return Math.min(...logEs);
}

/** The p-value that an e-value gives, valid at any look: min(1, 1/E), E being the largest so far. */
export function toPValue(peakLogE: number): number {
  return Math.min(1, Math.exp(-peakLogE));
}
