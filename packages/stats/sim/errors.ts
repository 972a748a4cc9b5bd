import type { EProcess, Stratum } from '../src/index.ts';
import { averageLogE, createCeilingTest, createOddsRatioTest } from '../src/index.ts';
import { asymptotic, createMixtureSprt, zTest } from './peers.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Decision, Row } from './runs.ts';
import { toAllowed, toMedian, toShare } from './runs.ts';

export const candidatePerLook = 20;
export const baselinePerLook = 180;
const log20 = Math.log(20);

export interface ErrorScenario {
  readonly baselineRate: number;
  readonly candidateRate: number;
  readonly looks: number;
  readonly runs: number;
  readonly seed: number;
}

/** One batch of errors in both arms. */
export function drawStratum(random: Random, candidateRate: number, baselineRate: number): Stratum {
  return {
    candidateTotal: candidatePerLook,
    candidateEvents: random.binomial(candidatePerLook, candidateRate),
    baselineTotal: baselinePerLook,
    baselineEvents: random.binomial(baselinePerLook, baselineRate),
  };
}

/** The look at which a test first reaches 20, run after run. */
export function decideByOddsRatio(
  scenario: ErrorScenario,
  create: () => EProcess<Stratum>,
  threshold = log20,
): readonly Decision[] {
  const random = createRandom(scenario.seed);
  return Array.from({ length: scenario.runs }, () => {
    const test = create();
    for (let look = 1; look <= scenario.looks; look += 1)
      if (test.add(drawStratum(random, scenario.candidateRate, scenario.baselineRate)) >= threshold) return look;
    return Infinity;
  });
}

/** The same for methods that read the totals. */
function decideByTotals(scenario: ErrorScenario): Readonly<Record<string, readonly Decision[]>> {
  const alarms = {
    'z-test at every look': zTest,
    'AsympCS, N* = 5000': asymptotic,
    'mSPRT, spread 1 point': createMixtureSprt(0.01),
  };
  const decisions: Record<string, Decision[]> = {};
  for (const [name, alarm] of Object.entries(alarms)) {
    const random = createRandom(scenario.seed);
    decisions[name] = Array.from({ length: scenario.runs }, () => {
      const sum = { candidateTotal: 0, candidateEvents: 0, baselineTotal: 0, baselineEvents: 0 };
      for (let look = 1; look <= scenario.looks; look += 1) {
        const batch = drawStratum(random, scenario.candidateRate, scenario.baselineRate);
        sum.candidateTotal += batch.candidateTotal;
        sum.candidateEvents += batch.candidateEvents;
        sum.baselineTotal += batch.baselineTotal;
        sum.baselineEvents += batch.baselineEvents;
        if (alarm(sum)) return look;
      }
      return Infinity;
    });
  }
  return decisions;
}

/** The look at which errors are OK: half evidence below twice the baseline's odds, half below the ceiling of 0.5 %. */
export function decideErrorOk(scenario: ErrorScenario, threshold = log20): readonly Decision[] {
  const random = createRandom(scenario.seed);
  return Array.from({ length: scenario.runs }, () => {
    const within = createOddsRatioTest({ direction: 'below', oddsRatio: 2 });
    const ceiling = createCeilingTest({ ceiling: 0.005 });
    for (let look = 1; look <= scenario.looks; look += 1) {
      const batch = drawStratum(random, scenario.candidateRate, scenario.baselineRate);
      within.add(batch);
      ceiling.add({ total: batch.candidateTotal, events: batch.candidateEvents });
      if (averageLogE([within.logE, ceiling.logE]) >= threshold) return look;
    }
    return Infinity;
  });
}

const odds = (rate: number): number => rate / (1 - rate);
/** The rate whose odds are a multiple of another's. */
export function multiplyOdds(rate: number, factor: number): number {
  const product = odds(rate) * factor;
  return product / (1 + product);
}

/** Every table on error rates; `scale` shortens it for a test. */
export function simulateErrors(scale = 1): readonly Row[] {
  const rows: Row[] = [];
  const runs = Math.round(2000 * scale);
  const looks = Math.max(100, Math.round(1000 * Math.min(1, scale * 4)));
  const ours = 'conditional odds-ratio e-process';
  for (const rate of [0.001, 0.01, 0.5]) {
    const scenario = { baselineRate: rate, candidateRate: rate, looks, runs, seed: 1 };
    const share = toShare(decideByOddsRatio(scenario, () => createOddsRatioTest()));
    const allowed = toAllowed(0.05, runs);
    const table = `A/A, ${looks} looks, ${runs} runs: share that alarms`;
    const what = `${rate * 100} % errors`;
    rows.push({
      table,
      what: `${what}: ${ours}`,
      values: [['alarms', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    });
    for (const [name, decisions] of Object.entries(decideByTotals(scenario)))
      rows.push({
        table,
        what: `${what}: ${name}`,
        values: [['alarms', toShare(decisions)]],
        goal: '',
        reached: undefined,
      });
  }
  const powerRuns = Math.max(101, Math.round(1001 * scale));
  for (const [baselineRate, factor, goal] of [
    [0.01, 1.5, undefined],
    [0.01, 2, 1235],
    [0.01, 5, 155],
    [0.001, 5, undefined],
  ] as const) {
    const scenario = { baselineRate, candidateRate: baselineRate * factor, looks: 1500, runs: powerRuns, seed: 2 };
    const table = `Worse: median of the candidate's requests until the alarm, ${powerRuns} runs`;
    const what = `${baselineRate * 100} % x ${factor}`;
    const median = toMedian(
      decideByOddsRatio(scenario, () => createOddsRatioTest()),
      candidatePerLook,
    );
    rows.push({
      table,
      what: `${what}: ${ours}`,
      values: [['median', median]],
      goal: goal === undefined ? '' : `<= ${goal}`,
      reached: goal === undefined ? undefined : median <= goal,
    });
    for (const [name, decisions] of Object.entries(decideByTotals(scenario)))
      rows.push({
        table,
        what: `${what}: ${name}`,
        values: [['median', toMedian(decisions, candidatePerLook)]],
        goal: '',
        reached: undefined,
      });
  }
  for (const [rate, factor] of [
    [0.01, 2],
    [0.01, 1.5],
    [0.01, 1.25],
  ] as const) {
    const scenario = {
      baselineRate: rate,
      candidateRate: rate,
      looks: 2000,
      runs: Math.max(51, Math.round(401 * scale)),
      seed: 3,
    };
    const median = toMedian(
      decideByOddsRatio(scenario, () => createOddsRatioTest({ direction: 'below', oddsRatio: factor })),
      candidatePerLook,
    );
    rows.push({
      table: `At most so much worse, truth equal: median of the candidate's requests`,
      what: `1 %, < ${factor} x`,
      values: [['median', median]],
      goal: '',
      reached: undefined,
    });
  }
  for (const [rate, factor] of [
    [0.001, 2],
    [0.01, 2],
    [0.01, 1.25],
    [0.5, 2],
  ] as const) {
    const scenario = { baselineRate: rate, candidateRate: multiplyOdds(rate, factor), looks, runs, seed: 4 };
    const share = toShare(
      decideByOddsRatio(scenario, () => createOddsRatioTest({ direction: 'below', oddsRatio: factor })),
    );
    const allowed = toAllowed(0.05, runs);
    rows.push({
      table: `False OK, truth at the margin, ${looks} looks, ${runs} runs`,
      what: `odds ratio ${factor} at ${rate * 100} %`,
      values: [['OK', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    });
  }
  {
    // Both ways to be OK at their limits: the ceiling is reached, and the baseline's odds are half of it.
    const scenario = { baselineRate: multiplyOdds(0.005, 0.5), candidateRate: 0.005, looks, runs, seed: 5 };
    const share = toShare(decideErrorOk(scenario));
    const allowed = toAllowed(0.05, runs);
    rows.push({
      table: `False OK, truth at the margin, ${looks} looks, ${runs} runs`,
      what: 'odds ratio 2 and ceiling 0.5 %',
      values: [['OK', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    });
  }
  for (const [rate, goal] of [
    [0, 1000],
    [0.001, 1600],
    [0.01, 1600],
  ] as const) {
    const scenario = { baselineRate: rate, candidateRate: rate, looks: 1000, runs: powerRuns, seed: 6 };
    const median = toMedian(decideErrorOk(scenario), candidatePerLook);
    rows.push({
      table: `Errors OK on a healthy release: median of the candidate's requests, ${powerRuns} runs`,
      what: `${rate * 100} % errors`,
      values: [['median', median]],
      goal: `<= ${goal}`,
      reached: median <= goal,
    });
  }
  return rows;
}
