import { checkBetween, checkPart } from './check.ts';
import type { EProcess } from './e-process.ts';
import { createMixture } from './e-process.ts';

/** Requests of one arm and how many of them had the event. */
export interface Trials {
  readonly total: number;
  readonly events: number;
}

export interface CeilingOptions {
  /** The rate to stay below, as a share of the requests, above 0 and below 1. */
  readonly ceiling: number;
}

/** The rates that are bet on, as shares of the ceiling, and how much on each; none is the bet of a release without events. */
const bets: readonly { readonly fraction: number; readonly weight: number }[] = [
  { fraction: 0, weight: 0.4 },
  { fraction: 0.1, weight: 0.2 },
  { fraction: 0.2, weight: 0.25 },
  { fraction: 0.5, weight: 0.15 },
];

/**
 * Evidence that the candidate's own rate is below a ceiling, against every rate at or above it. Unlike an odds ratio it
 * grows where nothing fails at all.
 * Source: betting with fixed fractions of capital, Waudby-Smith & Ramdas, "Estimating means of bounded random variables
 * by betting", JRSS B 86 (2024), 1–27: a bet λ on rate c pays 1 + λ(c − x), which is the likelihood ratio of c(1 − λ(1 − c)).
 */
export function createCeilingTest({ ceiling }: CeilingOptions): EProcess<Trials> {
  checkBetween('ceiling', ceiling, 0, 1);
  const alternatives = bets.map(({ fraction, weight }) => ({ alternative: fraction * ceiling, weight }));
  return createMixture<Trials>(alternatives, ({ total, events }) => {
    checkPart('events', events, 'total', total);
    return alternatives.map(({ alternative }) => {
      const quiet = (total - events) * (Math.log1p(-alternative) - Math.log1p(-ceiling));
      return events === 0 ? quiet : quiet + events * Math.log(alternative / ceiling);
    });
  });
}
