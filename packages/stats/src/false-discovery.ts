import { checkBetween } from './check.ts';

/**
 * Which of many null hypotheses to reject so that the share of false rejections is at most α on average, whatever the
 * dependence between them: the k with the largest e-values, k being the most for which the k-th is at least K / (kα).
 * Takes ln e-values; gives indexes in the order of the evidence, ties by index.
 * Source: e-BH, Wang & Ramdas, JRSS B 84 (2022), 822–852.
 */
export function selectDiscoveries(logEs: readonly number[], alpha = 0.05): readonly number[] {
  checkBetween('alpha', alpha, 0, 1);
  const order = [...logEs.keys()].toSorted((a, b) => (logEs[b] ?? 0) - (logEs[a] ?? 0) || a - b);
  const enough = order.findLastIndex(
    (index, position) => (logEs[index] ?? 0) >= Math.log(logEs.length / ((position + 1) * alpha)),
  );
  return order.slice(0, enough + 1);
}
