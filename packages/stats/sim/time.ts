import type { Direction } from '../src/index.ts';
import {
  averageTerms,
  createCeilingTest,
  createOddsRatioTest,
  toCeilingTerms,
  toOddsRatioTerms,
  toRequestsUntil,
} from '../src/index.ts';
import { baselinePerLook, candidatePerLook, decideByOddsRatio, decideErrorOk, drawStratum } from './errors.ts';
import { createRandom } from './random.ts';
import type { Row } from './runs.ts';
import { toMedian } from './runs.ts';

const log20 = Math.log(20);
const perLook = candidatePerLook + baselinePerLook;

/** Elapsed and predicted looks over the looks that it took, in the median of the runs that were undecided at `half`. */
function predictHalfway(direction: Direction, oddsRatio: number, factor: number, half: number, runs: number): number {
  const random = createRandom(52);
  const ratios: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const test = createOddsRatioTest({ direction, oddsRatio });
    let [baseline, predicted, look] = [0, 0, 0];
    while (test.peakLogE < log20 && look < 3000) {
      look += 1;
      const batch = drawStratum(random, 0.01 * factor, 0.01);
      test.add(batch);
      baseline += batch.baselineEvents;
      if (look !== half) continue;
      const baselineRate = baseline / (baselinePerLook * look);
      const traffic = {
        candidateShare: candidatePerLook / perLook,
        candidateRate: baselineRate * factor,
        baselineRate,
      };
      predicted = look + toRequestsUntil(log20, toOddsRatioTerms(test.components, oddsRatio, traffic)) / perLook;
    }
    if (look > half) ratios.push(predicted / look);
  }
  return ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Infinity;
}

/** Predicted over actual time to a decision, each the candidate's requests. */
export function simulateTime(scale = 1): readonly Row[] {
  const runs = Math.max(51, Math.round(401 * scale));
  const rows: Row[] = [];
  const push = (what: string, predictedRequests: number, actual: number): void => {
    const predicted = (predictedRequests * candidatePerLook) / perLook;
    const ratio = predicted / actual;
    rows.push({
      table: `Time to decision, ${runs} runs or more: predicted at the start over the median`,
      what,
      values: [
        ['predicted', Math.round(predicted)],
        ['median', actual],
        ['ratio', ratio],
      ],
      goal: '0.7 to 2',
      reached: ratio >= 0.7 && ratio <= 2,
    });
  };
  for (const [direction, oddsRatio, baselineRate, factor] of [
    ['above', 1, 0.01, 1.5],
    ['above', 1, 0.01, 2],
    ['above', 1, 0.01, 5],
    ['above', 1, 0.001, 5],
    ['above', 1, 0.5, 1.2],
    ['above', 1.2, 0.01, 2],
    ['below', 2, 0.01, 1],
    ['below', 1.5, 0.01, 1],
    ['below', 1.25, 0.01, 1],
    ['below', 2, 0.5, 1],
    ['below', 2, 0.001, 1],
  ] as const) {
    const candidateRate = baselineRate * factor;
    const create = () => createOddsRatioTest({ direction, oddsRatio });
    const traffic = { candidateShare: candidatePerLook / perLook, candidateRate, baselineRate };
    const predicted = toRequestsUntil(log20, toOddsRatioTerms(create().components, oddsRatio, traffic));
    const decisions = decideByOddsRatio({ baselineRate, candidateRate, looks: 6000, runs, seed: 50 }, create);
    push(
      `${direction} ${oddsRatio}: ${baselineRate * 100} % x ${factor}`,
      predicted,
      toMedian(decisions, candidatePerLook),
    );
  }
  for (const rate of [0, 0.001, 0.01]) {
    const traffic = { candidateShare: candidatePerLook / perLook, candidateRate: rate, baselineRate: rate };
    const within = toOddsRatioTerms(createOddsRatioTest({ direction: 'below', oddsRatio: 2 }).components, 2, traffic);
    const ceiling = toCeilingTerms(createCeilingTest({ ceiling: 0.005 }).components, 0.005, traffic);
    const predicted = toRequestsUntil(log20, averageTerms([within, ceiling]));
    const decisions = decideErrorOk({ baselineRate: rate, candidateRate: rate, looks: 1000, runs: 1001, seed: 51 });
    push(`errors OK at ${rate * 100} %`, predicted, toMedian(decisions, candidatePerLook));
  }
  for (const [direction, oddsRatio, factor, median] of [
    ['above', 1, 2, 1100],
    ['below', 2, 1, 1040],
  ] as const) {
    const ratio = predictHalfway(direction, oddsRatio, factor, Math.round(median / 2 / candidatePerLook), runs);
    rows.push({
      table: `Time to decision, ${runs} runs: predicted half-way from the baseline observed and the factor supposed, over what it took`,
      what: `${direction} ${oddsRatio}: 1 % x ${factor}`,
      values: [['ratio', ratio]],
      goal: '0.7 to 2',
      reached: ratio >= 0.7 && ratio <= 2,
    });
  }
  return rows;
}
