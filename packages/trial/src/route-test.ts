import { averageLogE, createOddsRatioTest, slowerFactors } from '@seatrial/stats';
import type { Component } from '@seatrial/stats';
import { toWorseThan } from './error-test.ts';
import type { Evidence, EvidenceStratum } from './evidence.ts';
import { toLatencyObjective } from './freeze.ts';
import { toExceedance } from './latency-objective-test.ts';

/** The evidence that one route is worse, for the list of routes; what would make it OK is not asked of single routes. */
export interface RouteTest {
  add(stratum: EvidenceStratum): void;
  /** ln of the average over errors, latency and, where the route has one, its latency threshold. */
  readonly logE: number;
  readonly errorsLogE: number;
  readonly slowerLogE: number;
  readonly worse: { readonly components: readonly Component[]; readonly oddsRatio: number };
}

export function createRouteTest({ routes, levels, design, settings }: Evidence, index: number): RouteTest {
  const { route = '', bounds = [] } = routes[index] ?? {};
  const own = settings.routes.find((entry) => entry.route === route)?.errors;
  const oddsRatio = toWorseThan({ ...settings.errors, ...own }, design);
  const worse = createOddsRatioTest({ oddsRatio });
  const slower = bounds.map(({ level }) => ({ level, test: createOddsRatioTest({ factors: slowerFactors }) }));
  const isObjective = (level: number): boolean => levels[level]?.source === 'objective';
  const hasObjective = toLatencyObjective(route, settings).threshold !== undefined;
  // What is not frozen yet counts as 1, so that the average is of as many at every look.
  const average = (wanted: boolean): number => {
    const logEs = slower.filter(({ level }) => isObjective(level) === wanted).map(({ test }) => test.logE);
    return logEs.length === 0 ? 0 : averageLogE(logEs);
  };
  return {
    add(stratum) {
      const { candidate, baseline } = stratum;
      worse.add({
        candidateTotal: candidate.requests,
        candidateEvents: candidate.errors,
        baselineTotal: baseline.requests,
        baselineEvents: baseline.errors,
      });
      for (const [place, { test }] of slower.entries()) {
        const { candidateTotal, candidateSlower, baselineTotal, baselineAbove } = toExceedance(stratum, place, design);
        test.add({ candidateTotal, candidateEvents: candidateSlower, baselineTotal, baselineEvents: baselineAbove });
      }
    },
    get logE() {
      const latency = levels.length === 0 ? [] : [average(false), ...(hasObjective ? [average(true)] : [])];
      return averageLogE([worse.logE, ...latency]);
    },
    get errorsLogE() {
      return worse.logE;
    },
    get slowerLogE() {
      return Math.max(average(false), average(true));
    },
    get worse() {
      return { components: worse.components, oddsRatio };
    },
  };
}
