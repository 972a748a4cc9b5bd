/**
 * Calls of one function that are timed in a second at most: at some 110 ns each, a thousandth of a core. Below that
 * every call is timed, and what is said of cohorts and durations is exact.
 */
const timedPerSecond = 9000;

/**
 * The same for all functions of a thread together: where they want more, those that want most get less. The most is for
 * a process that has a whole core; where it has a part of one, a timed call is a larger part of that.
 */
const timedPerThread = { least: 9000, most: 20_000 } as const;

const mostStride = 2 ** 24;

/**
 * How many calls of one function may be timed in the next second, after one with so many calls of each.
 * @param share of a core that the process had meanwhile, 1 for all of one
 */
export function toBudget(calls: readonly number[], share: number): number {
  const wanted = calls.map((each) => Math.min(each, timedPerSecond));
  const { least, most } = timedPerThread;
  let left = Math.round(least + (most - least) * Math.min(1, Math.max(0, share)));
  if (wanted.reduce((sum, each) => sum + each, 0) <= left) return timedPerSecond;
  // The part that, if nobody gets more, uses up what there is: small wants are met, large ones share the rest.
  const rising = wanted.toSorted((one, other) => one - other);
  for (const [index, each] of rising.entries()) {
    const part = left / (rising.length - index);
    if (each > part) return Math.max(1, Math.floor(part));
    left -= each;
  }
  return timedPerSecond;
}

/** The stride of the next second after one with so many calls; it falls by half at most, so that it does not swing. */
export function toStride(calls: number, earlier: number, budget: number): number {
  const wanted = Math.ceil(calls / budget);
  return Math.min(mostStride, Math.max(1, wanted, Math.floor(earlier / 2)));
}

/** Twice the stride: in the middle of a second whose budget is used up. */
export function doubleStride(stride: number): number {
  return Math.min(mostStride, stride * 2);
}

/** Calls to let pass before the next that is timed; on average one less than the stride, and no pattern to run in step with. */
export function toGap(stride: number): number {
  return stride === 1 ? 0 : Math.floor(Math.random() * (2 * stride - 1));
}

export const firstBudget: number = timedPerSecond;
