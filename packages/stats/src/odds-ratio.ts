import { checkBetween, checkCounts, checkPart } from './check.ts';
import type { EProcess } from './e-process.ts';
import { createMixture } from './e-process.ts';
import { createLogLikelihood } from './hypergeometric.ts';

/** The counts of one stratum: one route, one cohort, one closed batch of time. */
export interface Stratum {
  readonly candidateTotal: number;
  readonly candidateEvents: number;
  readonly baselineTotal: number;
  readonly baselineEvents: number;
}

/** Factors between the null and the alternatives of a mixture, each with the same weight. */
export const defaultFactors: readonly number[] = [1.1, 1.2, 1.35, 1.5, 2, 3, 5, 10];

/** What the evidence is for: an odds ratio above the null's, below it, or other than it. */
export type Direction = 'above' | 'below' | 'either';

/** How the candidate's share of the events is distributed: exactly, or in the limit of rare events. */
export type EventModel = 'exact' | 'rare';

export interface OddsRatioOptions {
  /** Above: every odds ratio up to the null's is refuted. Below: every one from it on. Default above. */
  readonly direction?: Direction;
  /** The odds ratio of the null hypothesis, default 1; 1 + d is the margin "more" or "at most d worse". */
  readonly oddsRatio?: number;
  /** Rising, above 1; default {@link defaultFactors}. */
  readonly factors?: readonly number[];
  /**
   * The odds ratio that is expected if the null is wrong, on the side that the evidence is for; it gets half of the weight.
   * Default: none, but 1 where the evidence is for staying below a margin, since most releases change nothing.
   */
  readonly likely?: number;
  /** Default exact. Rare needs only the split of traffic (any two weights as totals), so it also serves where requests are not counted. */
  readonly model?: EventModel;
}

function checkStratum({ candidateTotal, candidateEvents, baselineTotal, baselineEvents }: Stratum, model: EventModel) {
  const check = model === 'rare' ? checkCounts : checkPart;
  check('candidateEvents', candidateEvents, 'candidateTotal', candidateTotal);
  check('baselineEvents', baselineEvents, 'baselineTotal', baselineTotal);
}

/** The odds ratios that a test mixes over. */
function toAlternatives(
  options: OddsRatioOptions,
): readonly { readonly alternative: number; readonly weight: number }[] {
  const { direction = 'above', oddsRatio = 1, factors = defaultFactors } = options;
  checkBetween('oddsRatio', oddsRatio, 0, Number.POSITIVE_INFINITY);
  if (factors.length === 0) throw new RangeError('factors is empty; give at least one factor above 1.');
  for (const factor of factors) checkBetween('A factor', factor, 1, 1e6);
  const above = factors.map((factor) => oddsRatio * factor);
  const below = factors.map((factor) => oddsRatio / factor).toReversed();
  const chosen = direction === 'above' ? above : direction === 'below' ? below : [...below, ...above];
  const even = chosen.map((alternative) => ({ alternative, weight: 1 / chosen.length }));
  const { likely = direction === 'below' && oddsRatio > 1 ? 1 : undefined } = options;
  if (likely === undefined) return even;
  checkBetween('likely', likely, direction === 'above' ? oddsRatio : 0, direction === 'below' ? oddsRatio : Infinity);
  return [{ alternative: likely, weight: 0.5 }, ...even.map((entry) => ({ ...entry, weight: entry.weight / 2 }))];
}

/**
 * ln of the binomial likelihood as a function of the ratio, up to a constant: the limit of the exact one for rare events.
 * Source: Lindon & Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022.
 */
function createLogRareLikelihood({ candidateTotal, candidateEvents, baselineTotal, baselineEvents }: Stratum) {
  const share = candidateTotal / (candidateTotal + baselineTotal);
  return (ratio: number): number =>
    candidateEvents * Math.log(ratio) - (candidateEvents + baselineEvents) * Math.log1p(share * (ratio - 1));
}

/** ln of a stratum's likelihood as a function of the odds ratio, up to a constant. */
export function toLogLikelihood(
  stratum: Stratum,
  widest: number,
  model: EventModel = 'exact',
): (oddsRatio: number) => number {
  const events = stratum.candidateEvents + stratum.baselineEvents;
  if (events === 0 || stratum.candidateTotal === 0 || stratum.baselineTotal === 0) return () => 0;
  if (model === 'rare') return createLogRareLikelihood(stratum);
  const margins = { candidate: stratum.candidateTotal, baseline: stratum.baselineTotal, events };
  return createLogLikelihood(margins, stratum.candidateEvents, widest);
}

/**
 * Evidence about the odds ratio of an event between two arms, from strata one after the other. Each stratum is judged
 * given its totals and its events, so that base rates, the split of traffic and the mix may change from one to the
 * next; it is valid at any rate, any split and any look. A stratum without events, or with one arm only, says nothing.
 * Source: the conditional likelihood of Cox (1970) and Breslow & Day (1980) in an e-process as in Turner & Grünwald,
 * "Safe sequential testing and effect estimation in stratified count data" (arXiv 2302.11401) and Lindon, Sanden &
 * Shirikian, KDD 2022 (arXiv 2205.14762). The likelihood ratio is monotone in the candidate's count, hence the margins.
 */
export function createOddsRatioTest(options: OddsRatioOptions = {}): EProcess<Stratum> {
  const alternatives = toAlternatives(options);
  const { oddsRatio = 1, model = 'exact' } = options;
  const widest = Math.max(
    ...[oddsRatio, ...alternatives.map(({ alternative }) => alternative)].map((w) => Math.max(w, 1 / w)),
  );
  return createMixture<Stratum>(alternatives, (stratum) => {
    checkStratum(stratum, model);
    const logLikelihood = toLogLikelihood(stratum, widest, model);
    const atNull = logLikelihood(oddsRatio);
    return alternatives.map(({ alternative }) => logLikelihood(alternative) - atNull);
  });
}
