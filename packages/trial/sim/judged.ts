import { candidatePerLook } from '../../stats/sim/errors.ts';
import { unchanged } from '../../stats/sim/latency.ts';
import { toAllowed, toGroups, toMedian, toShare } from '../../stats/sim/runs.ts';
import type { Decision, Row } from '../../stats/sim/runs.ts';
import { createStream, latencyObjective, toRunsAFreeze } from '../../stats/sim/verdict.ts';
import type { Question, VerdictLook, VerdictScenario, VerdictStream } from '../../stats/sim/verdict.ts';
import { judge, toObjectives } from '../src/index.ts';
import type { Evidence, FrozenBound } from '../src/index.ts';

const route = '/orders';
const batchMs = 60_000;
const arm = { selector: '', versions: [], phases: { warm: 0, steady: 0, unfinished: 0, shadow: 0 }, durations: {} };
const settings = toObjectives({
  minimumRequests: 0,
  latency: { factor: 1.2, leastMs: 0, threshold: { ms: latencyObjective.latency, budget: latencyObjective.budget } },
});

/** The looks of a simulation as evidence of one route: three objectives, as the defaults have them. */
function toEvidence({ thresholds, objective }: VerdictStream, looks: readonly VerdictLook[]): Evidence {
  const bounds = [...thresholds, objective].map(
    ({ bound, marginBound, unchangedOddsRatio, ceiling }, level): FrozenBound => ({
      level,
      nano: Math.round(bound * 1e6),
      slowerNano: Math.round(bound * 1e6),
      marginNano: Math.round(marginBound * 1e6),
      unchangedOddsRatio,
      ceiling: ceiling ?? null,
    }),
  );
  return {
    schema: 1,
    service: 'simulated',
    environment: '',
    design: 'concurrent',
    unit: 'request',
    settings,
    batchSeconds: 60,
    start: 0,
    end: looks.length * batchMs,
    candidate: { ...arm, name: 'candidate' },
    baseline: { ...arm, name: 'baseline' },
    findings: [],
    levels: bounds.map(({ level, unchangedOddsRatio, ceiling }) => ({
      source: level < thresholds.length ? (thresholds[level]?.source ?? 0) : 'objective',
      unchangedOddsRatio,
      ceiling,
    })),
    routes: [{ route, known: true, frozenAt: -1, bounds }],
    foldedRoutes: 0,
    strata: looks.map(({ errors, exceedances, overObjective }, look) => {
      const all = [...exceedances, overObjective];
      return {
        batch: look * batchMs,
        route: 0,
        cohort: '',
        candidate: {
          requests: errors.candidateTotal,
          errors: errors.candidateEvents,
          above: all.map(({ candidateAbove }) => candidateAbove),
          aboveSlower: all.map(({ candidateAbove }) => candidateAbove),
          aboveMargin: all.map(({ candidateAboveMargin }) => candidateAboveMargin),
        },
        baseline: {
          requests: errors.baselineTotal,
          errors: errors.baselineEvents,
          above: all.map(({ baselineAbove }) => baselineAbove),
          aboveSlower: all.map(() => 0),
          aboveMargin: all.map(() => 0),
        },
      };
    }),
    pairs: [],
    errors: [],
  };
}

/** At which look `judge` first gives the answer, if it is asked after each. */
export function decideByJudge(stream: VerdictStream, looks: readonly VerdictLook[], question: Question): Decision {
  const verdict = judge(toEvidence(stream, looks));
  if (question === 'isRegressed')
    return verdict.regressedSince === null ? Infinity : Date.parse(verdict.regressedSince) / batchMs;
  const kinds = question === 'isErrorOk' ? ['errors'] : ['latency', 'latency-threshold'];
  const ask = (count: number) =>
    judge(toEvidence(stream, looks.slice(0, count))).objectives.filter(({ kind }) => kinds.includes(kind));
  // Peaks only rise, so that the first look that can be it is found by halving; what is reached may be lost again.
  let [low, high] = [1, looks.length + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ask(middle).every(({ ok }) => ok.peakLogE >= ok.needed)) high = middle;
    else low = middle + 1;
  }
  for (let count = low; count <= looks.length; count += 1)
    if (ask(count).every(({ ok }) => ok.logE >= ok.needed)) return count;
  return Infinity;
}

function decide(scenario: VerdictScenario, question: Question, size?: number): readonly Decision[] {
  return toGroups(scenario.runs, scenario.seed, size).flatMap((group) => {
    const stream = createStream({ ...scenario, ...group });
    return Array.from({ length: group.runs }, () =>
      decideByJudge(
        stream,
        Array.from({ length: scenario.looks }, () => stream.next()),
        question,
      ),
    );
  });
}

/** `judge` itself on the streams of the modelled verdict; `scale` shortens it for a test. */
export function simulateJudge(scale = 1): readonly Row[] {
  const runs = Math.round(2000 * scale);
  const looks = Math.max(100, Math.round(1000 * Math.min(1, scale * 4)));
  const falseAlarms = [0.001, 0.01, 0.5].map((rate): Row => {
    const scenario = { baselineRate: rate, candidateRate: rate, change: unchanged, looks, runs, seed: 81 };
    const share = toShare(decide(scenario, 'isRegressed'));
    const allowed = toAllowed(settings.alpha, runs);
    return {
      table: `judge(), A/A, ${looks} looks, ${runs} runs`,
      what: `${rate * 100} % errors`,
      values: [['REGRESSED', share]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: share <= allowed,
    };
  });
  const powerRuns = Math.max(41, Math.round(401 * scale));
  const power = (what: string, question: Question, baselineRate: number, factor: number, goal: number): Row => {
    const looksNeeded = Math.ceil((goal * 1.5) / candidatePerLook);
    const candidateRate = baselineRate * factor;
    const scenario = { baselineRate, candidateRate, change: unchanged, looks: looksNeeded, runs: powerRuns, seed: 82 };
    const median = toMedian(decide(scenario, question, toRunsAFreeze(scale)), candidatePerLook);
    return {
      table: `judge(): median of the candidate's requests, ${powerRuns} runs`,
      what,
      values: [['median', median]],
      goal: `<= ${goal}`,
      reached: median <= goal,
    };
  };
  return [
    ...falseAlarms,
    power('REGRESSED, 1 % x 2', 'isRegressed', 0.01, 2, 3200),
    power('REGRESSED, 1 % x 5', 'isRegressed', 0.01, 5, 260),
    power('errors OK, no errors', 'isErrorOk', 0, 1, 1000),
    power('errors OK, 0.1 %', 'isErrorOk', 0.001, 1, 1600),
    power('errors OK, 1 %', 'isErrorOk', 0.01, 1, 1600),
    power('latency OK', 'isLatencyOk', 0.01, 1, 2600),
  ];
}
