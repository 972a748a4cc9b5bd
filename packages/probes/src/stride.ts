/**
 * Calls of one function that are timed in a second at most: at some 110 ns each, a thousandth of a core. Below that
 * every call is timed, and what is said of cohorts and durations is exact.
 */
export const timedPerSecond = 9000;

const mostStride = 2 ** 24;

/** The stride of the next second after one with so many calls; it falls by half at most, so that it does not swing. */
export function toStride(calls: number, earlier: number): number {
  const wanted = Math.ceil(calls / timedPerSecond);
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
