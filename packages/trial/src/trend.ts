import type { Evidence } from './evidence.ts';
import type { Trend } from './verdict.ts';

const mostColumns = 60;

/** Requests and errors of both arms over time, in 60 steps at most. */
export function toTrend({ strata, pairs, start, batchSeconds }: Evidence): Trend {
  const rows = [
    ...strata.map(({ batch, candidate, baseline }) => ({ batch, candidate, baseline })),
    ...pairs.map(({ batch, pairs: requests, candidateErrors, baselineErrors }) => ({
      batch,
      candidate: { requests, errors: candidateErrors },
      baseline: { requests, errors: baselineErrors },
    })),
  ];
  const last = Math.max(start ?? 0, ...rows.map(({ batch }) => batch));
  const batchMs = batchSeconds * 1000;
  const batches = start === null ? 0 : (last - start) / batchMs + 1;
  const stepSeconds = Math.max(1, Math.ceil(batches / mostColumns)) * batchSeconds;
  const columns = Math.ceil((batches * batchSeconds) / stepSeconds);
  const create = (): number[] => Array.from({ length: columns }, () => 0);
  const trend = {
    candidateRequests: create(),
    candidateErrors: create(),
    baselineRequests: create(),
    baselineErrors: create(),
  };
  for (const { batch, candidate, baseline } of rows) {
    const column = Math.floor((batch - (start ?? 0)) / (stepSeconds * 1000));
    const add = (counts: number[], count: number): void => void (counts[column] = (counts[column] ?? 0) + count);
    add(trend.candidateRequests, candidate.requests);
    add(trend.candidateErrors, candidate.errors);
    add(trend.baselineRequests, baseline.requests);
    add(trend.baselineErrors, baseline.errors);
  }
  return { from: start === null ? '' : new Date(start).toISOString(), stepSeconds, ...trend };
}
