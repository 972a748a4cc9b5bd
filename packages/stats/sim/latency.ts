import type { Histogram, Threshold, ThresholdOptions } from '../src/index.ts';
import { createLatencyTest, fromExponential, toThresholds } from '../src/index.ts';
import { isLargerByMannWhitney } from './peers.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Row } from './runs.ts';
import { toAllowed, toGroups, toMedian, toShare } from './runs.ts';

const medianMs = 100;
const sigma = 0.8;
const pooled = 1 << 17;
const log20 = Math.log(20);

/** OpenTelemetry's default bounds of explicit histograms, in milliseconds (metrics SDK specification). */
const explicitBounds = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
/** Steps 1, 1.5, 2, 3, 5, 7 of each decade, as Seatrial's stores count latencies, in milliseconds. */
const publishedBounds = [0.1, 1, 10, 100, 1000, 10_000].flatMap((decade) =>
  [1, 1.5, 2, 3, 5, 7].map((step) => step * decade),
);
/** Exponential buckets of scale 5, 2.2 % wide, from 1 ms to 1 min. */
export const fineBounds = fromExponential({
  scale: 5,
  zeroCount: 0,
  offset: 0,
  counts: Array.from({ length: 16 * 32 }, () => 0),
}).bounds;
const grids: Readonly<Record<string, readonly number[]>> = {
  '2.2 % buckets': fineBounds,
  'OTel default explicit buckets': explicitBounds,
  'published edges': publishedBounds,
};

/** What a release does to a latency. */
export type Change = (latency: number, random: Random) => number;
export const unchanged: Change = (latency) => latency;
const changes: Readonly<Record<string, Change>> = {
  'all x 1.1': (latency) => latency * 1.1,
  'all x 1.3': (latency) => latency * 1.3,
  '2 % of requests + 2 s': (latency, random) => (random.uniform() < 0.02 ? latency + 2000 : latency),
  '30 % of requests + 20 ms': (latency, random) => (random.uniform() < 0.3 ? latency + 20 : latency),
};

export function drawLatency(random: Random): number {
  return medianMs * Math.exp(sigma * random.normal());
}

function toCounts(bounds: readonly number[], values: readonly number[]): Histogram {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of values) {
    const found = bounds.findIndex((bound) => value <= bound);
    const bucket = found === -1 ? bounds.length : found;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return { bounds, counts };
}

/** Thresholds as they are frozen in practice: from a sample of the baseline before the candidate starts. */
export function freeze(
  bounds: readonly number[],
  random: Random,
  options: ThresholdOptions = {},
): readonly Threshold[] {
  const before = toCounts(
    bounds,
    Array.from({ length: 20_000 }, () => drawLatency(random)),
  );
  return toThresholds(before, options);
}

/** A large pool of latencies as bucket numbers, to draw batches from quickly. */
export interface Pool {
  draw(random: Random, count: number): Uint32Array;
}

/** The edges that thresholds need, in order. */
export function toEdges(thresholds: readonly Threshold[]): readonly number[] {
  return [...new Set(thresholds.flatMap(({ bound, marginBound }) => [bound, marginBound]))].toSorted((a, b) => a - b);
}

export function createPool(edges: readonly number[], change: Change, seed: number): Pool {
  const random = createRandom(seed);
  const buckets = Uint8Array.from({ length: pooled }, () => {
    const latency = change(drawLatency(random), random);
    const found = edges.findIndex((edge) => latency <= edge);
    return found === -1 ? edges.length : found;
  });
  return {
    draw(source, count) {
      const counts = new Uint32Array(edges.length + 1);
      for (let index = 0; index < count; index += 1) {
        const bucket = buckets[Math.floor(source.uniform() * pooled)] ?? 0;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      return counts;
    },
  };
}

function sumAbove(counts: Uint32Array, edges: readonly number[], edge: number): number {
  let sum = 0;
  for (let bucket = edges.indexOf(edge) + 1; bucket < counts.length; bucket += 1) sum += counts[bucket] ?? 0;
  return sum;
}

/** The entries of a latency test for one batch of both arms. */
export function toExceedances(
  thresholds: readonly Threshold[],
  edges: readonly number[],
  candidate: Uint32Array,
  baseline: Uint32Array,
) {
  const candidateTotal = candidate.reduce((sum, count) => sum + count, 0);
  const baselineTotal = baseline.reduce((sum, count) => sum + count, 0);
  return thresholds.map(({ bound, marginBound }) => ({
    candidateTotal,
    candidateAbove: sumAbove(candidate, edges, bound),
    candidateAboveMargin: sumAbove(candidate, edges, marginBound),
    baselineTotal,
    baselineAbove: sumAbove(baseline, edges, bound),
  }));
}

type Question = 'slowerLogE' | 'withinLogE';

interface LatencyScenario {
  readonly bounds: readonly number[];
  /** What the release does; it may depend on the thresholds. */
  readonly change: (thresholds: readonly Threshold[]) => Change;
  readonly quantiles?: readonly number[];
  readonly candidatePerLook: number;
  readonly baselinePerLook: number;
  readonly looks: number;
  readonly runs: number;
  readonly seed: number;
}

/** Latencies of each run until the question is answered, and the look at which Mann-Whitney first alarms on the way. */
function decideGroup(scenario: LatencyScenario, question: Question) {
  const random = createRandom(scenario.seed);
  const { bounds, quantiles } = scenario;
  const thresholds = freeze(bounds, random, quantiles === undefined ? {} : { quantiles });
  const change = scenario.change(thresholds);
  const edges = toEdges(thresholds);
  const before = createPool(edges, unchanged, scenario.seed + 1000);
  const after = change === unchanged ? before : createPool(edges, change, scenario.seed + 2000);
  return Array.from({ length: scenario.runs }, () => {
    const test = createLatencyTest(thresholds);
    const sums = [new Uint32Array(edges.length + 1), new Uint32Array(edges.length + 1)] as const;
    let ranked = Infinity;
    for (let look = 1; look <= scenario.looks; look += 1) {
      const candidate = after.draw(random, scenario.candidatePerLook);
      const baseline = before.draw(random, scenario.baselinePerLook);
      test.add(toExceedances(thresholds, edges, candidate, baseline));
      for (const [index, count] of candidate.entries()) sums[0][index] = (sums[0][index] ?? 0) + count;
      for (const [index, count] of baseline.entries()) sums[1][index] = (sums[1][index] ?? 0) + count;
      if (ranked === Infinity && isLargerByMannWhitney(sums[0], sums[1])) ranked = look;
      if (test[question] >= log20) return { decided: look, ranked };
    }
    return { decided: Infinity, ranked };
  });
}

/** When the candidate was found slower, or within the margin. */
function decideLatency(scenario: LatencyScenario, question: Question) {
  const runs = toGroups(scenario.runs, scenario.seed).flatMap((group) =>
    decideGroup({ ...scenario, ...group }, question),
  );
  return { decisions: runs.map(({ decided }) => decided), rank: runs.map(({ ranked }) => ranked) };
}

const batch = { candidatePerLook: 100, baselinePerLook: 900 };

/** Above the 99th percentile (643 ms) three times as many requests, and nothing else. */
const tripledTail: Change = (latency, random) =>
  latency < 643 && random.uniform() < 0.02 / 0.99 ? 643 * Math.exp(0.5 * random.uniform()) + 150 : latency;

/** Every table on latencies; `scale` shortens it for a test. */
export function simulateLatency(scale = 1): readonly Row[] {
  const rows: Row[] = [];
  const powerRuns = Math.max(41, Math.round(401 * scale));
  const goals: Readonly<Record<string, number>> = { 'all x 1.1': 1100, '2 % of requests + 2 s': 550 };
  for (const [name, change] of Object.entries(changes)) {
    const goal = goals[name];
    let fine = Infinity;
    for (const [grid, bounds] of Object.entries(grids)) {
      const { decisions, rank } = decideLatency(
        { ...batch, bounds, change: () => change, looks: 80, runs: powerRuns, seed: 10 },
        'slowerLogE',
      );
      const median = toMedian(decisions, batch.candidatePerLook);
      if (grid === '2.2 % buckets') fine = median;
      const limit = grid === 'OTel default explicit buckets' ? 1.2 * fine : goal;
      const judged = goal !== undefined && grid !== 'published edges';
      rows.push({
        table: `Slower: median of the candidate's requests until the alarm, ${powerRuns} runs`,
        what: `${name}, ${grid}`,
        values: [
          ['decided', toShare(decisions)],
          ['median', median],
          ['Mann-Whitney', toMedian(rank, batch.candidatePerLook)],
        ],
        goal: judged && limit !== undefined ? `<= ${limit.toFixed(0)}` : '',
        reached: judged && limit !== undefined ? median <= limit : undefined,
      });
    }
  }
  const runs = Math.round(2000 * scale);
  for (const [grid, bounds] of Object.entries(grids)) {
    const { decisions, rank } = decideLatency(
      { ...batch, bounds, change: () => unchanged, looks: 100, runs, seed: 11 },
      'slowerLogE',
    );
    const allowed = toAllowed(0.05, runs);
    rows.push({
      table: `A/A latency, 100 looks, ${runs} runs: share that alarms`,
      what: grid,
      values: [
        ['alarms', toShare(decisions)],
        ['Mann-Whitney at every look', toShare(rank)],
      ],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: toShare(decisions) <= allowed,
    });
  }
  const okRuns = Math.max(50, Math.round(200 * scale));
  for (const [grid, bounds] of Object.entries(grids)) {
    const tail = decideLatency(
      { ...batch, bounds, change: () => tripledTail, looks: 100, runs: okRuns, seed: 12 },
      'withinLogE',
    );
    rows.push({
      table: `OK where the exceedance of p99 tripled, 100 looks, ${okRuns} runs`,
      what: grid,
      values: [['OK', toShare(tail.decisions)]],
      goal: grid === '2.2 % buckets' ? '0' : '',
      reached: grid === '2.2 % buckets' ? toShare(tail.decisions) === 0 : undefined,
    });
  }
  for (const quantile of [0.5, 0.99]) {
    // A single threshold, and a candidate that is slower by exactly the margin that its bounds allow.
    const atMargin = ([threshold]: readonly Threshold[]): Change => {
      const factor = threshold === undefined ? 1 : threshold.marginBound / threshold.bound;
      return (latency) => latency * factor;
    };
    const { decisions } = decideLatency(
      { ...batch, bounds: fineBounds, quantiles: [quantile], change: atMargin, looks: 100, runs, seed: 13 },
      'withinLogE',
    );
    const allowed = toAllowed(0.05, runs);
    rows.push({
      table: `False OK of latency, truth at the margin, 100 looks, ${runs} runs`,
      what: `threshold at p${quantile * 100}, 2.2 % buckets`,
      values: [['OK', toShare(decisions)]],
      goal: `<= ${allowed.toFixed(3)}`,
      reached: toShare(decisions) <= allowed,
    });
  }
  return rows;
}
