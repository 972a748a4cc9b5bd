/** ln Σ exp(x): a sum of numbers given by their logarithms, without overflow. −∞ for no numbers. */
export function logSumExp(logarithms: readonly number[]): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const value of logarithms) if (value > top) top = value;
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (const value of logarithms) sum += Math.exp(value - top);
  return top + Math.log(sum);
}
