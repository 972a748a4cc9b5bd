import { averageTerms, toCeilingTerms, toOddsRatioTerms, toRequestsUntil } from '@seatrial/stats';
import type { ObjectiveTest, OkTest } from './objective-test.ts';
import { toSix } from './numbers.ts';
import type { Forecast } from './verdict.ts';

/** Factors that an author asks for: a change that matters, and one that hardly anyone's traffic can show. */
const worseFactors = [2, 1.1];

export interface Pace {
  /** Requests of both arms a minute. */
  readonly perMinute: number;
  readonly candidateShare: number;
  readonly alpha: number;
  /** How many objectives share the evidence for REGRESSED. */
  readonly objectives: number;
}

/**
 * How much longer until an answer, at the traffic so far. The baseline's rate as observed, and a candidate supposed: equal
 * for OK, so much worse for REGRESSED, since an early observed difference is mostly noise.
 */
export function toForecasts(test: ObjectiveTest, pace: Pace): readonly Forecast[] {
  const { candidateShare } = pace;
  if (!(candidateShare > 0 && candidateShare < 1 && pace.perMinute > 0)) return [];
  const forecasts: Forecast[] = [];
  if (test.okTests.length > 0) {
    const needed = Math.log(1 / pace.alpha);
    const requests = Math.max(...test.okTests.map((ok) => toRequestsUntilOk(ok, needed, candidateShare)));
    forecasts.push(toForecast('ok', 1, requests, pace));
  }
  const { worse } = test;
  const baselineRate = toRate(test.counts.baselineEvents, test.counts.baselineRequests);
  if (worse === undefined || baselineRate === 0) return forecasts;
  const needed = Math.log((2 * pace.objectives) / pace.alpha);
  for (const factor of worseFactors) {
    const traffic = { candidateShare, candidateRate: Math.min(1, baselineRate * factor), baselineRate };
    const terms = toOddsRatioTerms(worse.components, worse.oddsRatio, traffic);
    forecasts.push(toForecast('regressed', factor, toRequestsUntil(needed, terms), pace));
  }
  return forecasts;
}

function toRequestsUntilOk(
  { within, oddsRatio, unchanged, below, counts }: OkTest,
  needed: number,
  candidateShare: number,
): number {
  const baselineRate = toRate(counts.baselineEvents, counts.baselineRequests);
  const odds = (baselineRate / (1 - Math.min(baselineRate, 1 - 1e-9))) * unchanged;
  const marginTraffic = { candidateShare, candidateRate: odds / (1 + odds), baselineRate };
  const terms = toOddsRatioTerms(within, oddsRatio, marginTraffic);
  if (below === undefined) return toRequestsUntil(needed, terms);
  const ceiling = toCeilingTerms(below.components, below.ceiling, {
    candidateShare,
    candidateRate: baselineRate,
    baselineRate,
  });
  return toRequestsUntil(needed, averageTerms([terms, ceiling]));
}

function toForecast(
  outcome: Forecast['outcome'],
  factor: number,
  both: number,
  { perMinute, candidateShare }: Pace,
): Forecast {
  const never = !Number.isFinite(both);
  return {
    outcome,
    factor,
    requests: never ? null : Math.ceil(both * candidateShare),
    minutes: never ? null : toSix(both / perMinute),
  };
}

function toRate(events: number, requests: number): number {
  return requests === 0 ? 0 : events / requests;
}
