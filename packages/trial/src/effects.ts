import { toOddsRatioInterval, toQuantileBounds, toQuantileDifference } from '@seatrial/stats';
import type { Histogram, Stratum } from '@seatrial/stats';
import type { Evidence, EvidenceArm, EvidenceStratum } from './evidence.ts';
import { mergeBuckets, toFineHistogram } from './fine-histogram.ts';
import { toSix } from './numbers.ts';
import type { Effect } from './verdict.ts';

/** Strata beyond which, and rates below which, the interval takes the limit of rare events: a fraction of the time. */
const mostExact = 500;
const rareRate = 0.05;

/** By how much the odds of failing differ: a confidence sequence over the strata. */
export function toErrorsEffect(strata: readonly EvidenceStratum[], alpha: number): Effect {
  const tables = strata
    .filter(
      ({ candidate, baseline }) =>
        candidate.requests > 0 && baseline.requests > 0 && candidate.errors + baseline.errors > 0,
    )
    .map(({ candidate, baseline }) => ({
      candidateTotal: candidate.requests,
      candidateEvents: candidate.errors,
      baselineTotal: baseline.requests,
      baselineEvents: baseline.errors,
    }));
  const { lower, estimate, upper } = toOddsRatioInterval(tables, {
    alpha,
    model: isRare(tables) ? 'rare' : 'exact',
  });
  return { measure: 'odds-ratio', lower: toSix(lower), estimate: toSix(estimate), upper: toSix(upper) };
}

function isRare(tables: readonly Stratum[]): boolean {
  const sum = (of: (table: Stratum) => number): number => tables.reduce((total, table) => total + of(table), 0);
  const events = sum(({ candidateEvents, baselineEvents }) => candidateEvents + baselineEvents);
  const all = sum(({ candidateTotal, baselineTotal }) => candidateTotal + baselineTotal);
  return tables.length > mostExact && events < rareRate * all;
}

/** Durations of one arm on some routes as a histogram. */
function toDurations({ durations }: EvidenceArm, routes: readonly string[]): Histogram {
  return toFineHistogram(mergeBuckets(routes.map((route) => durations[route] ?? [])));
}

/** A quantile in milliseconds: the middle of its bucket, which is at most 3.1 % wide; null without requests. */
export function toQuantileMs(arm: EvidenceArm, routes: readonly string[], p: number): number | null {
  const bounds = toQuantileBounds(toDurations(arm, routes), p);
  return bounds === undefined || bounds.upper === Infinity ? null : toSix((bounds.lower + bounds.upper) / 2e6);
}

/** How many times as long the slowest 5 % take; the bounds only where both arms have the same mix of routes. */
export function toTimeEffect(evidence: Evidence, routes: readonly string[], sameMix: boolean): Effect {
  const [before, after] = [toDurations(evidence.baseline, routes), toDurations(evidence.candidate, routes)];
  const { factor } = toQuantileDifference(before, after, 0.95, { alpha: evidence.settings.alpha });
  const [one, other] = [toQuantileMs(evidence.candidate, routes, 0.95), toQuantileMs(evidence.baseline, routes, 0.95)];
  return {
    measure: 'time-factor',
    lower: sameMix && factor.lower > 0 ? toSix(factor.lower) : null,
    estimate: one === null || other === null ? null : toSix(one / other),
    upper: sameMix ? toSix(factor.upper) : null,
  };
}
