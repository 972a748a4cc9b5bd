import type { Exceedance, Stratum, Threshold } from '../src/index.ts';
import {
  averageLogE,
  createCeilingTest,
  createLatencyTest,
  createOddsRatioTest,
  selectDiscoveries,
} from '../src/index.ts';
import { baselinePerLook, candidatePerLook, drawStratum } from './errors.ts';
import type { Change } from './latency.ts';
import { createPool, fineBounds, freeze, toEdges, toExceedances, unchanged } from './latency.ts';
import { createRandom } from './random.ts';
import type { Decision, Row } from './runs.ts';
import { toAllowed, toGroups, toMedian, toShare } from './runs.ts';

const alpha = 0.05;
const latencyObjective = { latency: 500, budget: 0.05 };

/** The state of a whole verdict over three objectives of one route: errors, latency, and 95 % within 500 ms. */
function createVerdict(thresholds: readonly Threshold[], overall: Threshold) {
  const worse = createOddsRatioTest({ oddsRatio: 1.2 });
  const within = createOddsRatioTest({ direction: 'below', oddsRatio: 2 });
  const ceiling = createCeilingTest({ ceiling: 0.005 });
  const latency = createLatencyTest(thresholds);
  const objective = createLatencyTest([overall]);
  return {
    add(errors: Stratum, exceedances: readonly Exceedance[], overObjective: Exceedance): void {
      worse.add(errors);
      within.add(errors);
      ceiling.add({ total: errors.candidateTotal, events: errors.candidateEvents });
      latency.add(exceedances);
      objective.add([overObjective]);
    },
    /** The average over the objectives against 2/α, or the route's own on the e-BH list at α/2. */
    isRegressed(): boolean {
      const logE = averageLogE([worse.logE, latency.slowerLogE, objective.slowerLogE]);
      return logE >= Math.log(2 / alpha) || selectDiscoveries([logE], alpha / 2).length > 0;
    },
    isErrorOk: (): boolean => averageLogE([within.logE, ceiling.logE]) >= Math.log(1 / alpha),
    isLatencyOk: (): boolean => Math.min(latency.withinLogE, objective.withinLogE) >= Math.log(1 / alpha),
  };
}

interface VerdictScenario {
  readonly baselineRate: number;
  readonly candidateRate: number;
  readonly change: Change;
  readonly looks: number;
  readonly runs: number;
  readonly seed: number;
}

type Question = 'isRegressed' | 'isErrorOk' | 'isLatencyOk';

function decideGroup(scenario: VerdictScenario, question: Question): readonly Decision[] {
  const random = createRandom(scenario.seed);
  const thresholds = freeze(fineBounds, random);
  const [objective] = freeze(fineBounds, random, { quantiles: [], objective: latencyObjective });
  if (objective === undefined) throw new Error('The objective has no bound.');
  const edges = toEdges([...thresholds, objective]);
  const before = createPool(edges, unchanged, scenario.seed + 1000);
  const after = scenario.change === unchanged ? before : createPool(edges, scenario.change, scenario.seed + 2000);
  return Array.from({ length: scenario.runs }, () => {
    const verdict = createVerdict(thresholds, objective);
    for (let look = 1; look <= scenario.looks; look += 1) {
      const [candidate, baseline] = [after.draw(random, candidatePerLook), before.draw(random, baselinePerLook)];
      const [over] = toExceedances([objective], edges, candidate, baseline);
      if (over === undefined) continue;
      verdict.add(
        drawStratum(random, scenario.candidateRate, scenario.baselineRate),
        toExceedances(thresholds, edges, candidate, baseline),
        over,
      );
      if (verdict[question]()) return look;
    }
    return Infinity;
  });
}

/** When the verdict first gives the answer. */
function decideVerdict(scenario: VerdictScenario, question: Question): readonly Decision[] {
  return toGroups(scenario.runs, scenario.seed).flatMap((group) => decideGroup({ ...scenario, ...group }, question));
}

/** Every table on the whole verdict; `scale` shortens it for a test. */
export function simulateVerdict(scale = 1): readonly Row[] {
  const rows: Row[] = [];
  const runs = Math.round(2000 * scale);
  const looks = Math.max(100, Math.round(1000 * Math.min(1, scale * 4)));
  for (const rate of [0.001, 0.01, 0.5]) {
    const share = toShare(
      decideVerdict(
        { baselineRate: rate, candidateRate: rate, change: unchanged, looks, runs, seed: 31 },
        'isRegressed',
      ),
    );
    const allowed = toAllowed(alpha, runs);
    rows.push({
      table: `Whole verdict, A/A, ${looks} looks, ${runs} runs`,
      what: `${rate * 100} % errors`,
      values: [['REGRESSED', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    });
  }
  const powerRuns = Math.max(41, Math.round(401 * scale));
  const power = (what: string, question: Question, baselineRate: number, factor: number, goal: number): void => {
    const decisions = decideVerdict(
      { baselineRate, candidateRate: baselineRate * factor, change: unchanged, looks: 400, runs: powerRuns, seed: 32 },
      question,
    );
    const median = toMedian(decisions, candidatePerLook);
    rows.push({
      table: `Whole verdict: median of the candidate's requests, ${powerRuns} runs`,
      what,
      values: [['median', median]],
      goal: `<= ${goal}`,
      reached: median <= goal,
    });
  };
  power('REGRESSED, 1 % x 2', 'isRegressed', 0.01, 2, 3200);
  power('REGRESSED, 1 % x 5', 'isRegressed', 0.01, 5, 260);
  power('errors OK, no errors', 'isErrorOk', 0, 1, 1000);
  power('errors OK, 0.1 %', 'isErrorOk', 0.001, 1, 1600);
  power('errors OK, 1 %', 'isErrorOk', 0.01, 1, 1600);
  power('latency OK', 'isLatencyOk', 0.01, 1, 2600);
  return rows;
}
