import type { Trend } from '@seatrial/trial';

/** Requests of the candidate that a step has on average, so that its share is more than chance. */
const wantedRequests = 100;
const leastSteps = 12;

/** The trend in longer steps where the candidate has few requests, but never in less than a dozen. */
export function toCoarseTrend(trend: Trend): Trend {
  const steps = trend.candidateRequests.length;
  const all = trend.candidateRequests.reduce((sum, count) => sum + count, 0);
  const together = Math.max(
    1,
    Math.min(Math.floor(steps / leastSteps), Math.ceil((wantedRequests * steps) / Math.max(1, all))),
  );
  const join = (counts: readonly number[]): readonly number[] =>
    Array.from({ length: Math.ceil(counts.length / together) }, (_, index) =>
      counts.slice(index * together, (index + 1) * together).reduce((sum, count) => sum + count, 0),
    );
  return {
    from: trend.from,
    stepSeconds: trend.stepSeconds * together,
    candidateRequests: join(trend.candidateRequests),
    candidateErrors: join(trend.candidateErrors),
    baselineRequests: join(trend.baselineRequests),
    baselineErrors: join(trend.baselineErrors),
  };
}
