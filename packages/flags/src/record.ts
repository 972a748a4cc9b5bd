import { findCurrent } from './current.ts';
import type { Cohorts, FlagEvaluation } from './evaluation.ts';

/**
 * Puts a flag decision on the active span, its ancestors up to the local root, and what starts below them from now on.
 * For code with a flag system of its own; adapters of this package call it for theirs. It never throws.
 *
 * @example
 * recordFlag({ key: 'new-checkout', variant: 'on', reason: 'TARGETING_MATCH' });
 */
export function recordFlag(evaluation: FlagEvaluation): void {
  findCurrent()?.recordFlag(evaluation);
}

/**
 * Says which cohort the request's subject is in, with the reach of {@link recordFlag}. Names a class of people, never
 * a person: values go out as they are. It never throws.
 *
 * @example
 * setCohort({ audience: 'internal', plan: 'pro' });
 */
export function setCohort(cohorts: Cohorts): void {
  findCurrent()?.setCohort(cohorts);
}

/**
 * Applies the `claim` rules to what your authentication has verified. Express, passport and express-jwt need no call:
 * `request.auth` and `request.user` are read where they appear. It never throws.
 */
export function recordClaims(claims: Readonly<Record<string, unknown>>): void {
  findCurrent()?.recordClaims(claims);
}

/**
 * What is known by now of whom the active request is for, sampled or not: a flag can be decided by the same cohorts that
 * the spans carry. Empty outside of a request.
 *
 * @example
 * client.getBooleanValue('new-checkout', false, { targetingKey, ...currentCohorts() });
 */
export function currentCohorts(): Readonly<Record<string, string>> {
  return findCurrent()?.currentCohorts() ?? {};
}
