import { checkBetween, checkCount } from './check.ts';
import { logBinomial } from './deviance.ts';

/** What the conditional test takes as given: how many requests each arm had, and how many events both had together. */
export interface Margins {
  readonly candidate: number;
  readonly baseline: number;
  readonly events: number;
}

/** Largest share of the sum that a dropped tail may have; beyond double precision. */
const negligible = 1e-17;

/** The possible counts of the candidate's events, ends included. */
function toSupport({ candidate, baseline, events }: Margins): readonly [number, number] {
  return [Math.max(0, events - baseline), Math.min(candidate, events)];
}

/** The most likely count under an odds ratio; the root in Liao & Rosen, The American Statistician 55 (2001), 366–369. */
function toMode(margins: Margins, oddsRatio: number): number {
  const { candidate, baseline, events } = margins;
  const a = oddsRatio - 1;
  const b = (candidate + events + 2) * oddsRatio + baseline - events;
  const c = (candidate + 1) * (events + 1) * oddsRatio;
  const root = Math.floor((2 * c) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * c))));
  const [low, high] = toSupport(margins);
  return Math.min(high, Math.max(low, root));
}

/** Σ of the terms relative to that at the anchor, walked outwards until what is left does not count. */
function sumFrom(anchor: number, { candidate, baseline, events }: Margins, oddsRatio: number): number {
  const rest = baseline - events;
  const [low, high] = toSupport({ candidate, baseline, events });
  let sum = 1;
  let term = 1;
  for (let k = anchor; k < high; k += 1) {
    const factor = ((candidate - k) * (events - k) * oddsRatio) / ((k + 1) * (rest + k + 1));
    term *= factor;
    sum += term;
    if (factor < 1 && term < negligible * sum) break;
  }
  term = 1;
  for (let k = anchor; k > low; k -= 1) {
    const factor = (k * (rest + k)) / ((candidate - k + 1) * (events - k + 1) * oddsRatio);
    term *= factor;
    sum += term;
    if (factor < 1 && term < negligible * sum) break;
  }
  return sum;
}

/** ln of the central probability (odds ratio 1), as three binomials with the pooled rate, each accurate at any size. */
function logCentral({ candidate, baseline, events }: Margins, k: number): number {
  const total = candidate + baseline;
  const p = events / total;
  const q = (total - events) / total;
  return logBinomial(k, candidate, p, q) + logBinomial(events - k, baseline, p, q) - logBinomial(events, total, p, q);
}

/** ln E[wᴷ], K having the central hypergeometric distribution of these margins. */
function logMoment(margins: Margins, oddsRatio: number): number {
  const mode = toMode(margins, oddsRatio);
  return logCentral(margins, mode) + mode * Math.log(oddsRatio) + Math.log(sumFrom(mode, margins, oddsRatio));
}

/**
 * ln of the probability that the candidate has `candidateEvents` of the events, under an odds ratio: Fisher's noncentral
 * hypergeometric distribution. Exact to about 1e-9 at counts of 1e9; −∞ outside the support.
 * Source: Fisher, Journal of the Royal Statistical Society 98 (1935), 39–82; Fog, Communications in Statistics 37 (2008), 241–257.
 */
export function toLogHypergeometric(margins: Margins, candidateEvents: number, oddsRatio: number): number {
  checkCount('candidate', margins.candidate);
  checkCount('baseline', margins.baseline);
  checkCount('events', margins.events);
  checkBetween('oddsRatio', oddsRatio, 0, Number.POSITIVE_INFINITY);
  if (margins.events > margins.candidate + margins.baseline)
    throw new RangeError(`events is ${margins.events}, more than the requests of both arms.`);
  const [low, high] = toSupport(margins);
  if (candidateEvents < low || candidateEvents > high) return Number.NEGATIVE_INFINITY;
  if (low === high) return 0;
  return logCentral(margins, candidateEvents) + candidateEvents * Math.log(oddsRatio) - logMoment(margins, oddsRatio);
}

/**
 * The chance that the candidate has `candidateEvents` of the events or more, where both arms are alike: the one-sided test of
 * a table (Fisher, 1935). 1 where it has no more than its share.
 */
export function toHypergeometricTail(margins: Margins, candidateEvents: number): number {
  const { candidate, baseline, events } = margins;
  if (candidateEvents * (candidate + baseline) <= candidate * events) return 1;
  const [, high] = toSupport(margins);
  let [sum, term] = [1, 1];
  for (let k = candidateEvents; k < high && term > negligible * sum; k += 1) {
    term *= ((candidate - k) * (events - k)) / ((k + 1) * (baseline - events + k + 1));
    sum += term;
  }
  return Math.min(1, Math.exp(logCentral(margins, candidateEvents)) * sum);
}

/**
 * ln of the likelihood as a function of the odds ratio, up to a constant of the table: for ratios of probabilities at
 * the same count, which is all that an e-process needs. For small supports the constant is the central mode's term.
 */
export function createLogLikelihood(
  margins: Margins,
  candidateEvents: number,
  widest: number,
): (oddsRatio: number) => number {
  const [low, high] = toSupport(margins);
  if (low === high) return () => 0;
  const anchor = toMode(margins, 1);
  // With the anchor in the middle no power of the odds ratio can overflow.
  if ((high - low) * Math.abs(Math.log(widest)) < 600)
    return (oddsRatio) =>
      (candidateEvents - anchor) * Math.log(oddsRatio) - Math.log(sumFrom(anchor, margins, oddsRatio));
  return (oddsRatio) => candidateEvents * Math.log(oddsRatio) - logMoment(margins, oddsRatio);
}
