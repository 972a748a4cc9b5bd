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
export const latencyObjective = { latency: 500, budget: 0.05 };

/** The state of a whole verdict over three objectives of one route: errors, latency, and 95 % within 500 ms. */
export function createVerdict(thresholds: readonly Threshold[], overall: Threshold) {
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

/** What both arms do, look by look. */
export interface VerdictScenario {
  readonly baselineRate: number;
  readonly candidateRate: number;
  readonly change: Change;
  readonly looks: number;
  readonly runs: number;
  readonly seed: number;
}

export type Question = 'isRegressed' | 'isErrorOk' | 'isLatencyOk';

/** One look at both arms. */
export interface VerdictLook {
  readonly errors: Stratum;
  readonly exceedances: readonly Exceedance[];
  readonly overObjective: Exceedance;
}

/** What was frozen, and where looks come from: the same for a seed. */
export interface VerdictStream {
  readonly thresholds: readonly Threshold[];
  readonly objective: Threshold;
  next(): VerdictLook;
}

export function createStream(scenario: Omit<VerdictScenario, 'looks' | 'runs'>): VerdictStream {
  const random = createRandom(scenario.seed);
  const thresholds = freeze(fineBounds, random);
  const [objective] = freeze(fineBounds, random, { quantiles: [], objective: latencyObjective });
  if (objective === undefined) throw new Error('The objective has no bound.');
  const edges = toEdges([...thresholds, objective]);
  const before = createPool(edges, unchanged, scenario.seed + 1000);
  const after = scenario.change === unchanged ? before : createPool(edges, scenario.change, scenario.seed + 2000);
  return {
    thresholds,
    objective,
    next() {
      const [candidate, baseline] = [after.draw(random, candidatePerLook), before.draw(random, baselinePerLook)];
      const [overObjective] = toExceedances([objective], edges, candidate, baseline);
      if (overObjective === undefined) throw new Error('The objective has no entry.');
      const errors = drawStratum(random, scenario.candidateRate, scenario.baselineRate);
      return { errors, exceedances: toExceedances(thresholds, edges, candidate, baseline), overObjective };
    },
  };
}

function decideGroup(scenario: VerdictScenario, question: Question): readonly Decision[] {
  const stream = createStream(scenario);
  return Array.from({ length: scenario.runs }, () => {
    const verdict = createVerdict(stream.thresholds, stream.objective);
    for (let look = 1; look <= scenario.looks; look += 1) {
      const { errors, exceedances, overObjective } = stream.next();
      verdict.add(errors, exceedances, overObjective);
      if (verdict[question]()) return look;
    }
    return Infinity;
  });
}

/** When the verdict first gives the answer. */
function decideVerdict(scenario: VerdictScenario, question: Question, size?: number): readonly Decision[] {
  return toGroups(scenario.runs, scenario.seed, size).flatMap((group) =>
    decideGroup({ ...scenario, ...group }, question),
  );
}

/** What was frozen moves a median by a tenth: the whole is taken over many freezes, a small part of it over one. */
export const toRunsAFreeze = (scale: number): number => (scale < 1 ? 100 : 20);

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
      toRunsAFreeze(scale),
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
