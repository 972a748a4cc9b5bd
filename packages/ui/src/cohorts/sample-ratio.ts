/** Shares as `share=new-tax:on:0.2,new-tax:off:0.8` would say them, by value. */
export type DeclaredShares = ReadonlyMap<string, number>;

/** Reads `on:20,off:80`: parts of a whole, by value; undefined where there is none. */
export function parseDeclared(text: string | undefined): DeclaredShares | undefined {
  const parts = (text ?? '').split(',').flatMap((part) => {
    const [, value, weight] = /^\s*(.+?)\s*[:=]\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(part) ?? [];
    return value === undefined ? [] : [[value, Number(weight)] as const];
  });
  const all = parts.reduce((sum, [, weight]) => sum + weight, 0);
  return all > 0 ? new Map(parts.map(([value, weight]) => [value, weight / all])) : undefined;
}

/**
 * The chance of counts at least as far from the declared shares, if those held: a chi-squared test of fit (Pearson 1900);
 * what is below a thousandth is a sample ratio mismatch (Fabijan et al., KDD 2019). Null where nothing can be said.
 */
export function toMismatchChance(counts: ReadonlyMap<string, number>, declared: DeclaredShares): number | null {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0 || declared.size < 2) return null;
  let statistic = 0;
  for (const [value, share] of declared) {
    const expected = share * all;
    if (expected === 0) continue;
    statistic += ((counts.get(value) ?? 0) - expected) ** 2 / expected;
  }
  const undeclared = [...counts].some(([value, count]) => !declared.has(value) && count > 0);
  return undeclared ? 0 : toUpperTail(statistic, declared.size - 1);
}

/** Below it, a share is not what it was declared to be. */
export const mismatchChance = 0.001;

/** The upper tail of chi-squared, exact for whole degrees of freedom (Abramowitz & Stegun 26.4.4 and 26.4.5). */
function toUpperTail(statistic: number, degrees: number): number {
  const half = statistic / 2;
  if (degrees % 2 === 0) {
    let [term, sum] = [1, 1];
    for (let index = 1; index < degrees / 2; index += 1) {
      term *= half / index;
      sum += term;
    }
    return Math.exp(-half) * sum;
  }
  let term = Math.sqrt((2 * half * 2) / Math.PI) * Math.exp(-half);
  let sum = 0;
  for (let index = 1; index < degrees; index += 2) {
    sum += term;
    term *= statistic / (index + 2);
  }
  return toComplementaryError(Math.sqrt(half)) + sum;
}

/** erfc, to 1.2e-7 of its value (Press et al., Numerical Recipes, 6.2). */
function toComplementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ].reduceRight((sum, factor) => sum * t + factor, 0);
  return t * Math.exp(-x * x + series);
}
