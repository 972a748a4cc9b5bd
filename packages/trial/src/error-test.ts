import { averageLogE, createCeilingTest, createOddsRatioTest } from '@seatrial/stats';
import type { ErrorObjective } from './objectives.ts';
import { createCounts } from './objective-test.ts';
import type { ObjectiveTest } from './objective-test.ts';
import type { Design } from './verdict.ts';

/** Before and after, drift is part of the difference: only more than this many times the odds is worse. */
const leastFactorAfter = 2;

/** The odds ratio beyond which a release is worse. */
export function toWorseThan({ regressedFactor }: ErrorObjective, design: Design): number {
  return design === 'before-after' ? Math.max(leastFactorAfter, regressedFactor) : regressedFactor;
}

/** Errors of the service or of one route. */
export function createErrorTest(objective: ErrorObjective, route: string | null, design: Design): ObjectiveTest {
  const { ceiling, factor } = objective;
  const worseThan = toWorseThan(objective, design);
  const worse = createOddsRatioTest({ oddsRatio: worseThan });
  const within = createOddsRatioTest({ direction: 'below', oddsRatio: factor });
  const below = createCeilingTest({ ceiling });
  const counts = createCounts();
  return {
    kind: 'errors',
    route,
    add({ candidate, baseline }) {
      const stratum = {
        candidateTotal: candidate.requests,
        candidateEvents: candidate.errors,
        baselineTotal: baseline.requests,
        baselineEvents: baseline.errors,
      };
      worse.add(stratum);
      within.add(stratum);
      below.add({ total: candidate.requests, events: candidate.errors });
      counts.candidateRequests += candidate.requests;
      counts.candidateEvents += candidate.errors;
      counts.baselineRequests += baseline.requests;
      counts.baselineEvents += baseline.errors;
    },
    get regressedLogE() {
      return worse.logE;
    },
    get okLogE() {
      return averageLogE([within.logE, below.logE]);
    },
    counts,
    get worse() {
      return { components: worse.components, oddsRatio: worseThan };
    },
    get okTests() {
      return [
        {
          within: within.components,
          oddsRatio: factor,
          unchanged: 1,
          below: { components: below.components, ceiling },
          counts,
        },
      ];
    },
    levels: [],
  };
}
