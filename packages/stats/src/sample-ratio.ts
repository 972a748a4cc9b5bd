import { checkBetween, checkCount } from './check.ts';
import { logDirichlet } from './deviance.ts';

export interface SampleRatioOptions {
  /** The declared share of traffic of each arm; must add up to 1. */
  readonly shares: readonly number[];
  /** How near to the declared shares a mismatch is looked for; default 10,000, as in the authors' package ssrm. */
  readonly concentration?: number;
}

/**
 * ln of the evidence that traffic is not split as declared, from each arm's requests so far; valid at every look.
 * Source: Lindon & Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022.
 */
export function toSampleRatioLogE(counts: readonly number[], options: SampleRatioOptions): number {
  const { shares, concentration = 10_000 } = options;
  checkBetween('concentration', concentration, 0, Infinity);
  for (const share of shares) checkBetween('A share', share, 0, 1);
  for (const count of counts) checkCount('A count', count);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`The shares add up to ${sum}; give shares that add up to 1.`);
  if (counts.length !== shares.length)
    throw new RangeError(`There are ${counts.length} counts for ${shares.length} shares; give one each.`);
  const prior = shares.map((share) => share * concentration);
  const posterior = prior.map((value, index) => value + (counts[index] ?? 0));
  return logDirichlet(posterior, shares) - logDirichlet(prior, shares);
}
