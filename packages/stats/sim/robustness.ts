import type { Stratum } from '../src/index.ts';
import { createOddsRatioTest } from '../src/index.ts';
import { baselinePerLook, candidatePerLook, drawStratum } from './errors.ts';
import { createMantelHaenszel, zTest } from './peers.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Row } from './runs.ts';
import { toAllowed } from './runs.ts';

const log20 = Math.log(20);

/** One look: the strata that are judged, and the totals that a tool without strata or units would see. */
interface Look {
  readonly strata: readonly Stratum[];
  readonly naive: Stratum;
}

/**
 * The share of runs that alarm though no code changed: our test, a stratified fixed-sample test at every look (CMH), and
 * a z-test at every look over the naive counts.
 */
function countAlarms(seed: number, runs: number, looks: number, draw: (random: Random, look: number) => Look) {
  const random = createRandom(seed);
  let [ours, stratified, naive] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const test = createOddsRatioTest();
    const sum = { candidateTotal: 0, candidateEvents: 0, baselineTotal: 0, baselineEvents: 0 };
    const twin = createMantelHaenszel();
    let [worse, alarmed] = [false, false];
    for (let look = 0; look < looks; look += 1) {
      const { strata, naive: counts } = draw(random, look);
      for (const stratum of strata) {
        test.add(stratum);
        twin.add(stratum);
      }
      worse ||= twin.isWorse;
      sum.candidateTotal += counts.candidateTotal;
      sum.candidateEvents += counts.candidateEvents;
      sum.baselineTotal += counts.baselineTotal;
      sum.baselineEvents += counts.baselineEvents;
      alarmed ||= zTest(sum);
    }
    if (test.peakLogE >= log20) ours += 1;
    if (worse) stratified += 1;
    if (alarmed) naive += 1;
  }
  return { ours: ours / runs, stratified: stratified / runs, naive: naive / runs };
}

function merge(strata: readonly Stratum[]): Stratum {
  return strata.reduce((a, b) => ({
    candidateTotal: a.candidateTotal + b.candidateTotal,
    candidateEvents: a.candidateEvents + b.candidateEvents,
    baselineTotal: a.baselineTotal + b.baselineTotal,
    baselineEvents: a.baselineEvents + b.baselineEvents,
  }));
}

/** Failed traces retry: each brings `size` errors. Judged by trace; seen naively by request. */
function drawBurst(random: Random, size: number): Look {
  const traces = drawStratum(random, 0.01, 0.01);
  const grow = (total: number, events: number): number => total + events * (size - 1);
  return {
    strata: [traces],
    naive: {
      candidateTotal: grow(traces.candidateTotal, traces.candidateEvents),
      candidateEvents: traces.candidateEvents * size,
      baselineTotal: grow(traces.baselineTotal, traces.baselineEvents),
      baselineEvents: traces.baselineEvents * size,
    },
  };
}

/** The error rate rises by half in the middle, for both. Judged side by side; seen naively before against after. */
function drawDrift(random: Random, look: number, looks: number): Look {
  const late = look >= looks / 2;
  const rate = late ? 0.015 : 0.01;
  const stratum = drawStratum(random, rate, rate);
  const all = merge([stratum]);
  const [total, events] = [all.candidateTotal + all.baselineTotal, all.candidateEvents + all.baselineEvents];
  return {
    strata: [stratum],
    naive: late
      ? { candidateTotal: total, candidateEvents: events, baselineTotal: 0, baselineEvents: 0 }
      : { candidateTotal: 0, candidateEvents: 0, baselineTotal: total, baselineEvents: events },
  };
}

/** The canary gets 40 % of a heavy route, the baseline 10 %. Judged by route; seen naively together. */
function drawMix(random: Random): Look {
  const draw = (rate: number, candidateShare: number, baselineShare: number): Stratum => {
    const candidateTotal = Math.round(candidatePerLook * candidateShare);
    const baselineTotal = Math.round(baselinePerLook * baselineShare);
    return {
      candidateTotal,
      candidateEvents: random.binomial(candidateTotal, rate),
      baselineTotal,
      baselineEvents: random.binomial(baselineTotal, rate),
    };
  };
  const strata = [draw(0.05, 0.4, 0.1), draw(0.005, 0.6, 0.9)];
  return { strata, naive: merge(strata) };
}

/** Every table on what makes naive tools alarm; `scale` shortens it for a test. */
export function simulateRobustness(scale = 1): readonly Row[] {
  const runs = Math.round(1000 * scale);
  const looks = 300;
  const cases: readonly (readonly [string, (random: Random, look: number) => Look])[] = [
    ['bursts of 3 errors a trace', (random) => drawBurst(random, 3)],
    ['bursts of 10 errors a trace', (random) => drawBurst(random, 10)],
    ['drift of the error rate x 1.5', (random, look) => drawDrift(random, look, looks)],
    ['shift of the traffic mix (Simpson)', drawMix],
  ];
  const allowed = toAllowed(0.05, runs);
  return cases.map(([what, draw], index) => {
    const { ours, stratified, naive } = countAlarms(40 + index, runs, looks, draw);
    return {
      table: `No code changed, ${looks} looks, ${runs} runs: share that alarms`,
      what,
      values: [
        ['ours', ours],
        ['CMH at every look', stratified],
        ['naive z-test', naive],
      ],
      goal: `ours <= ${allowed.toFixed(3)}`,
      reached: ours <= allowed,
    };
  });
}
