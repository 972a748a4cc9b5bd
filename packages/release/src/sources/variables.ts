import { releaseFields } from '@seatrial/model';
import type { ReleaseField } from '@seatrial/model';
import { toCandidate } from '../candidate.ts';
import type { Candidate, Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';

/** A variable, or one whose value needs a step before it is the field's. */
type Variable =
  | string
  | { readonly name: string; readonly to: (value: string, env: Environment) => string | undefined };

/** Which variables hold which field. The first usable one wins. */
export type VariableTable = { readonly [field in ReleaseField]?: readonly Variable[] };

/** What the variables of a table say; `owner` names the system in the source (`Vercel: VERCEL_GIT_COMMIT_SHA`). */
export function readVariables(
  table: VariableTable,
  owner: string | undefined,
  env: Environment,
  notes: ReleaseNote[],
): Candidates {
  const found: { [field in ReleaseField]?: Candidate } = {};
  for (const { field } of releaseFields) {
    for (const variable of table[field] ?? []) {
      const name = typeof variable === 'string' ? variable : variable.name;
      const raw = env[name];
      const value = raw !== undefined && typeof variable !== 'string' ? variable.to(raw, env) : raw;
      const candidate = toCandidate(field, value, owner === undefined ? name : `${owner}: ${name}`, notes, name);
      if (candidate === undefined) continue;
      found[field] = candidate;
      break;
    }
  }
  return found;
}

/** True where a variable is there and says something other than no. */
export function isSet(env: Environment, name: string): boolean {
  const value = env[name]?.trim().toLowerCase();
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
