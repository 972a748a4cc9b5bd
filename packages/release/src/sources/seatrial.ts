import { releaseFields } from '@seatrial/model';
import type { Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { readVariables } from './variables.ts';

const table = Object.fromEntries(releaseFields.map((row) => [row.field, [row.variable]]));

/** `SEATRIAL_VERSION` and its siblings, one for each field. */
export function readSeatrialVariables(env: Environment, notes: ReleaseNote[]): Candidates {
  return readVariables(table, undefined, env, notes);
}
