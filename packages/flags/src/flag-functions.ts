import type { Cohorts, FlagEvaluation } from './evaluation.ts';

/** What an application can say of flags and cohorts. */
export interface FlagFunctions {
  recordFlag(evaluation: FlagEvaluation): void;
  setCohort(cohorts: Cohorts): void;
  recordClaims(claims: Readonly<Record<string, unknown>>): void;
  currentCohorts(): Readonly<Record<string, string>>;
}
