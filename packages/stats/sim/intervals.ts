import type { Stratum } from '../src/index.ts';
import { toOddsRatioInterval, toQuantileInterval } from '../src/index.ts';
import { drawStratum, multiplyOdds } from './errors.ts';
import { drawLatency, fineBounds } from './latency.ts';
import { createRandom } from './random.ts';
import type { Row } from './runs.ts';
import { toAllowed } from './runs.ts';

/** Looks at which intervals are taken, each further on than the one before. */
const looks = [2, 5, 10, 20, 40, 80, 160];

/** The share of runs in which some interval misses the odds ratio, and the last one's factor from end to end. */
function missOddsRatio(rate: number, oddsRatio: number, runs: number) {
  const random = createRandom(60);
  const widths: number[] = [];
  let missed = 0;
  for (let run = 0; run < runs; run += 1) {
    const strata: Stratum[] = [];
    let missing = false;
    for (const look of looks) {
      while (strata.length < look) strata.push(drawStratum(random, multiplyOdds(rate, oddsRatio), rate));
      const { lower, upper } = toOddsRatioInterval(strata);
      missing ||= oddsRatio < lower || oddsRatio > upper;
      if (look === looks.at(-1)) widths.push(upper / lower);
    }
    if (missing) missed += 1;
  }
  return { missed: missed / runs, width: widths.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Infinity };
}

/** The share of runs in which some interval misses the quantile of the latencies, 20 new ones between two looks at least. */
function missQuantile(p: number, truth: number, runs: number) {
  const random = createRandom(61);
  const widths: number[] = [];
  let missed = 0;
  for (let run = 0; run < runs; run += 1) {
    const counts = Array.from({ length: fineBounds.length + 1 }, () => 0);
    let [missing, drawn] = [false, 0];
    for (const look of looks) {
      for (; drawn < look * 50; drawn += 1) {
        const bucket = Math.min(fineBounds.length, Math.max(0, Math.ceil(Math.log2(drawLatency(random)) * 32)));
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      const { lower, upper } = toQuantileInterval({ bounds: fineBounds, counts }, p);
      missing ||= truth <= lower || truth > upper;
      if (look === looks.at(-1)) widths.push(upper / lower);
    }
    if (missing) missed += 1;
  }
  return { missed: missed / runs, width: widths.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Infinity };
}

/** How often intervals that are looked at again and again miss the truth; `scale` shortens it for a test. */
export function simulateIntervals(scale = 1): readonly Row[] {
  const runs = Math.round(500 * scale);
  const allowed = toAllowed(0.05, runs);
  const toRow = (what: string, { missed, width }: { readonly missed: number; readonly width: number }): Row => ({
    table: `Intervals at ${looks.length} looks, ${runs} runs: share that ever misses, and upper over lower end at the last look`,
    what,
    values: [
      ['misses', missed],
      ['width', width],
    ],
    goal: `<= ${allowed.toFixed(3)}`,
    reached: missed <= allowed,
  });
  return [
    toRow('odds ratio 1 at 1 %', missOddsRatio(0.01, 1, runs)),
    toRow('odds ratio 3 at 1 %', missOddsRatio(0.01, 3, runs)),
    toRow('odds ratio 1 at 50 %', missOddsRatio(0.5, 1, runs)),
    // Quantiles of the lognormal latencies: 100 ms times exp(0.8 z).
    toRow('p50 of latency', missQuantile(0.5, 100, runs)),
    toRow('p99 of latency', missQuantile(0.99, 100 * Math.exp(0.8 * 2.326_348), runs)),
  ];
}
