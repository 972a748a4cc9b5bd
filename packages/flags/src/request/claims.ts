import type { Cohorts } from '../evaluation.ts';
import { toCohortMark } from '../known-names.ts';
import type { KnownNames } from '../known-names.ts';
import { findRoot, needState, recordMark } from '../span-state.ts';
import { readClaim } from './cohort-rules.ts';
import type { CheckedRule } from './cohort-rules.ts';

type Claims = Readonly<Record<string, unknown>>;

export interface ClaimReader {
  /** Reads the claims of the request around a span, once the application's authentication has put them there. */
  refresh(span: object): void;
  /** Applies the rules to claims that the application hands over. */
  record(claims: Claims, setCohort: (cohorts: Cohorts) => void): void;
}

/** `undefined` where no rule reads a claim. */
export function createClaimReader(rules: readonly CheckedRule[], names: KnownNames): ClaimReader | undefined {
  const reading = rules.filter(({ source }) => source === 'claim');
  if (reading.length === 0) return undefined;
  return {
    refresh(span) {
      const state = needState(span);
      if (state === undefined) return;
      const { record } = findRoot(state);
      const claims = findClaims(record?.message);
      if (record === undefined || claims === undefined) return;
      record.message = undefined;
      for (const [name, value] of toCohorts(reading, claims)) {
        const known = names.find(name);
        if (typeof known !== 'object') continue;
        record.cohort?.set(known.name, value);
        const mark = toCohortMark(known, value);
        if (mark !== undefined) recordMark(state, mark, known);
      }
    },
    record: (claims, setCohort) => setCohort(Object.fromEntries(toCohorts(reading, claims))),
  };
}

/** Where express-jwt (`auth`), passport and their like (`user`) keep what they have verified. */
function findClaims(message: unknown): Claims | undefined {
  if (message === undefined) return undefined;
  const { auth, user } = message as { readonly auth?: unknown; readonly user?: unknown };
  const claims = auth ?? user;
  return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined;
}

/** The first rule of a cohort that finds its claim wins; where none does, the first `otherwise`. */
function toCohorts(rules: readonly CheckedRule[], claims: Claims): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const rule of rules) {
    const value = readClaim(rule, claims);
    if (value !== undefined && !found.has(rule.cohort)) found.set(rule.cohort, value);
  }
  for (const { cohort, otherwise } of rules)
    if (otherwise !== undefined && !found.has(cohort)) found.set(cohort, otherwise);
  return found;
}
