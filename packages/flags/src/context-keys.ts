import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { toCohortMark } from './known-names.ts';
import type { KnownName, KnownNames } from './known-names.ts';
import type { Mark } from './mark.ts';
import type { Place } from './place.ts';
import type { Say } from './say.ts';
import { isSeen, recordMark } from './span-state.ts';
import { keepUnsampled } from './unsampled.ts';

/** What an evaluation knows of its subject. */
export type Properties = Readonly<Record<string, unknown>>;

/** A key of evaluations' contexts that is a cohort, and what it said last. */
export interface ContextKey {
  readonly name: string;
  /** The {@link Place.visit} at which that was. */
  visit: number;
  given: unknown;
  known: KnownName | undefined;
  mark: Mark | undefined;
}

export interface CohortPorts {
  readonly cohorts: KnownNames;
  readonly say: Say;
}

export function createContextKey(name: string): ContextKey {
  return { name, visit: 0, given: undefined, known: undefined, mark: undefined };
}

/** True where a context says nothing that was not said last at this place. */
export function isSaid(properties: Properties | undefined, keys: readonly ContextKey[], visit: number): boolean {
  if (properties !== undefined)
    for (const key of keys) {
      const value = properties[key.name];
      if (value !== undefined && (value !== key.given || key.visit !== visit)) return false;
    }
  return true;
}

/** Records the cohorts that an evaluation's context names. */
export function recordContext(
  properties: Properties | undefined,
  keys: readonly ContextKey[],
  active: Context,
  here: Place,
  ports: CohortPorts,
): void {
  if (properties === undefined) return;
  for (const key of keys) {
    const value = properties[key.name];
    if (value === undefined || isRepeated(key, value, here)) continue;
    key.known = recordCohort(key.name, value, active, here, ports);
    key.mark = key.known?.last;
    key.given = key.known === undefined ? undefined : value;
    key.visit = here.visit;
  }
}

/** An evaluation's context says the same as the one before nearly always. */
function isRepeated({ visit, given, known, mark }: ContextKey, value: unknown, here: Place): boolean {
  const isSame = given === value && visit === here.visit && known !== undefined && known.last === mark;
  return isSame && here.state !== undefined && isSeen(here.state, known);
}

/** The cohort's name, where it could be recorded. */
export function recordCohort(
  name: string,
  value: unknown,
  active: Context,
  { state }: Place,
  { cohorts, say }: CohortPorts,
): KnownName | undefined {
  const cohort = cohorts.find(name);
  if (typeof cohort === 'string') {
    say(
      `cohort "${name.slice(0, 40)}" is left out: ${cohort === 'full' ? 'the process has named 32 others' : 'it has no name'}.`,
    );
    return undefined;
  }
  const mark = toCohortMark(cohort, value);
  if (mark === undefined) return undefined;
  if (state === undefined) keepUnsampled(active, mark);
  else recordMark(state, mark, cohort);
  const record = active.getValue(requestRecordKey) as RequestRecord | undefined;
  record?.cohort.set(cohort.name, String(mark.value));
  return cohort;
}
