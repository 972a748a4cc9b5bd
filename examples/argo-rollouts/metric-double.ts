/** The part of a metric in an AnalysisTemplate that decides how it ends. */
export interface Metric {
  readonly count: number;
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveSuccessLimit?: number;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly provider: {
    readonly web: {
      readonly url: string;
      readonly headers: readonly { readonly key: string; readonly value: string }[];
      readonly jsonPath: string;
    };
  };
}

export type Phase = 'Successful' | 'Failed' | 'Inconclusive' | 'Running';

/** One measurement, by the two conditions; those of the form `result == "word"` are all that is understood here. */
export function toPhase({ successCondition, failureCondition }: Metric, result: string): Exclude<Phase, 'Running'> {
  if (holds(failureCondition, result)) return 'Failed';
  return holds(successCondition, result) ? 'Successful' : 'Inconclusive';
}

function holds(condition: string, result: string): boolean {
  const word = /^result == "(\w+)"$/.exec(condition)?.[1];
  if (word === undefined) throw new Error(`This double does not understand ${condition}`);
  return word === result;
}

/**
 * A double of how Argo Rollouts 1.8 and later ends a metric (analysis/analysis.go, assessMetricStatus), told in our words:
 * a limit that is exceeded ends it; so do enough successes in a row; so does the count, as a success unless successes in
 * a row were wanted.
 */
export function assessMetric(
  { count, failureLimit, inconclusiveLimit, consecutiveSuccessLimit = 0 }: Metric,
  measured: readonly Exclude<Phase, 'Running'>[],
): Phase {
  const seen = { Successful: 0, Failed: 0, Inconclusive: 0 };
  let inARow = 0;
  for (const [index, phase] of measured.entries()) {
    seen[phase] += 1;
    inARow = phase === 'Successful' ? inARow + 1 : 0;
    if (seen.Inconclusive > inconclusiveLimit) return 'Inconclusive';
    if (seen.Failed > failureLimit) return 'Failed';
    if (consecutiveSuccessLimit > 0 && inARow >= consecutiveSuccessLimit) return 'Successful';
    if (index + 1 === count) return consecutiveSuccessLimit > 0 ? 'Inconclusive' : 'Successful';
  }
  return 'Running';
}
