import { averageLogE, createLatencyTest, createOddsRatioTest, selectDiscoveries } from '../src/index.ts';
import { createPool, fineBounds, freeze, toEdges, toExceedances, unchanged } from './latency.ts';
import { createRandom } from './random.ts';
import type { Decision, Row } from './runs.ts';
import { toAllowed, toGroups, toMedian, toShare } from './runs.ts';

const alpha = 0.05;
/** Error rates of the routes, each with its share of 20 candidate and 180 baseline requests a batch. */
const rates = [0.001, 0.005, 0.01, 0.05];
const [candidatePerRoute, baselinePerRoute] = [5, 45];

interface RouteScenario {
  /** By how much the errors of the third route grow. */
  readonly factor: number;
  readonly looks: number;
  readonly runs: number;
  readonly seed: number;
}

/** When a verdict over four routes says REGRESSED: on average over two objectives, or for a route on the e-BH list. */
function decideGroup({ factor, looks, runs, seed }: RouteScenario): readonly Decision[] {
  const random = createRandom(seed);
  const thresholds = freeze(fineBounds, random);
  const edges = toEdges(thresholds);
  const pool = createPool(edges, unchanged, seed + 1000);
  return Array.from({ length: runs }, () => {
    const errors = createOddsRatioTest({ oddsRatio: 1.2 });
    const routes = rates.map((rate, index) => ({
      rate,
      candidateRate: index === 2 ? rate * factor : rate,
      errors: createOddsRatioTest({ oddsRatio: 1.2 }),
      latency: createLatencyTest(thresholds),
    }));
    for (let look = 1; look <= looks; look += 1) {
      for (const route of routes) {
        const stratum = {
          candidateTotal: candidatePerRoute,
          candidateEvents: random.binomial(candidatePerRoute, route.candidateRate),
          baselineTotal: baselinePerRoute,
          baselineEvents: random.binomial(baselinePerRoute, route.rate),
        };
        errors.add(stratum);
        route.errors.add(stratum);
        const [candidate, baseline] = [pool.draw(random, candidatePerRoute), pool.draw(random, baselinePerRoute)];
        route.latency.add(toExceedances(thresholds, edges, candidate, baseline));
      }
      const latency = averageLogE(routes.map((route) => route.latency.slowerLogE));
      const byRoute = routes.map((route) => averageLogE([route.errors.logE, route.latency.slowerLogE]));
      const regressed = averageLogE([errors.logE, latency]) >= Math.log(2 / alpha);
      if (regressed || selectDiscoveries(byRoute, alpha / 2).length > 0) return look;
    }
    return Infinity;
  });
}

/** Tables on a service of four routes; `scale` shortens it for a test. */
export function simulateRoutes(scale = 1): readonly Row[] {
  const decide = (scenario: RouteScenario): readonly Decision[] =>
    toGroups(scenario.runs, scenario.seed).flatMap((group) => decideGroup({ ...scenario, ...group }));
  const runs = Math.round(1000 * scale);
  const looks = Math.max(60, Math.round(300 * Math.min(1, scale * 4)));
  const share = toShare(decide({ factor: 1, looks, runs, seed: 70 }));
  const allowed = toAllowed(alpha, runs);
  const powerRuns = Math.max(41, Math.round(201 * scale));
  const perLook = candidatePerRoute * rates.length;
  return [
    {
      table: `Whole verdict over four routes, A/A, ${looks} looks, ${runs} runs`,
      what: '0.1, 0.5, 1 and 5 % errors',
      values: [['REGRESSED', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    },
    ...[5, 10].map((factor) => ({
      table: `Whole verdict over four routes, one of them worse: median of all candidate requests, ${powerRuns} runs`,
      what: `the route with 1 % x ${factor}`,
      values: [['median', toMedian(decide({ factor, looks: 500, runs: powerRuns, seed: 71 }), perLook)] as const],
      goal: '',
      reached: undefined,
    })),
  ];
}
