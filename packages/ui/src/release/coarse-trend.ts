import type { Trend } from '@seatrial/trial';

/** Requests of the candidate that a step has on average, so that its share is more than chance. */
const wantedRequests = 100;
const leastSteps = 12;
/** The part of a step's usual requests below which the last one, which has hardly begun, goes with the one before. */
const leastOfLast = 0.3;

/** The trend in longer steps where the candidate has few requests, but never in less than a dozen. */
export function toCoarseTrend(trend: Trend): Trend {
  const steps = trend.candidateRequests.length;
  const all = trend.candidateRequests.reduce((sum, count) => sum + count, 0);
  const together = Math.max(
    1,
    Math.min(Math.floor(steps / leastSteps), Math.ceil((wantedRequests * steps) / Math.max(1, all))),
  );
  const sums = (counts: readonly number[]): readonly number[] =>
    Array.from({ length: Math.ceil(counts.length / together) }, (_, index) =>
      counts.slice(index * together, (index + 1) * together).reduce((sum, count) => sum + count, 0),
    );
  const own = sums(trend.candidateRequests);
  const hardlyBegun = own.length > 1 && (own.at(-1) ?? 0) < (leastOfLast * all) / own.length;
  const join = (counts: readonly number[]): readonly number[] => {
    const joined = sums(counts);
    if (!hardlyBegun) return joined;
    return [...joined.slice(0, -2), (joined.at(-2) ?? 0) + (joined.at(-1) ?? 0)];
  };
  return {
    from: trend.from,
    stepSeconds: trend.stepSeconds * together,
    candidateRequests: join(trend.candidateRequests),
    candidateErrors: join(trend.candidateErrors),
    baselineRequests: join(trend.baselineRequests),
    baselineErrors: join(trend.baselineErrors),
  };
}
