import { dirname, join, resolve } from 'node:path';
import { createPlan, readCodeOwners, toFunctionChanges, writePlan } from '@seatrial/changes';
import type { CreatedPlan, Comparison } from '@seatrial/changes';
import { changesFileName, limits, SeatrialError } from '@seatrial/model';
import type { ChangesFile, ProbePlan, Release } from '@seatrial/model';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';
import { compareWithPrevious } from './comparison.ts';
import type { ComparisonWords } from './comparison.ts';

/** What `seatrial build` takes beside the identity. */
export interface PlanWords extends ComparisonWords {
  readonly dist?: string;
  readonly all?: boolean;
  readonly max?: string;
  readonly write?: boolean;
}

/** The plan of a build, and what never ships with it. */
export interface Planned {
  readonly created: CreatedPlan;
  /** What the manifest holds: nothing is left to insert where the output was rewritten. */
  readonly plan: ProbePlan;
  readonly changes: ChangesFile;
  /** Where the changes file belongs. */
  readonly path: string;
}

/** Compares and plans for the service in `home`, whose manifest is to lie at `manifestPath`. */
export async function planFunctions(
  home: string,
  manifestPath: string,
  words: PlanWords,
  release: Release,
  createdAt: string,
  terminal: Terminal,
): Promise<Planned> {
  const max = parseMost(words.max);
  const comparison = await compareWithPrevious(home, words, release, terminal);
  const created = await createPlan({
    changes: comparison.changes,
    folder: dirname(manifestPath),
    home,
    ...(words.dist === undefined ? {} : { dist: resolve(words.dist) }),
    ...(words.all === true ? { all: true } : {}),
    ...(max === undefined ? {} : { max }),
  });
  const changes = await toChangesFile(comparison, created, release, createdAt);
  const plan = words.write === true ? await writePlan(dirname(manifestPath), created.plan) : created.plan;
  return { created, plan, changes, path: join(dirname(manifestPath), changesFileName) };
}

async function toChangesFile(
  comparison: Comparison,
  { plan, isOwn }: CreatedPlan,
  release: Release,
  createdAt: string,
): Promise<ChangesFile> {
  const { from, to, repository } = comparison.changes;
  const owners = await readCodeOwners(repository);
  const unverifiable = plan.functions.flatMap(({ id, unverifiable: reason, changed }) =>
    changed && reason !== undefined ? [[id, reason] as const] : [],
  );
  return {
    schema: 1,
    createdAt,
    createdBy: `seatrial ${version}`,
    release,
    from,
    to,
    functions: toFunctionChanges(comparison, owners)
      .filter(({ file }) => isOwn(file))
      .slice(0, limits.changedFunctions),
    unverifiable: Object.fromEntries(unverifiable),
  };
}

function parseMost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `--max is ${JSON.stringify(text)}; write a number such as 500.`);
}

/** What was planned, a line each. */
export function describePlan({ created, changes }: Planned): readonly string[] {
  const { plan, countedOnly, elsewhere, tooMany, leftOut, unread } = created;
  const changed = plan.functions.filter((each) => each.changed);
  const watched = plan.functions.filter(({ unverifiable }) => unverifiable === undefined);
  const unverifiable = changed.filter((each) => each.unverifiable !== undefined);
  const others = watched.filter((each) => !each.changed).length;
  const lines = [
    `Changed since ${changes.from.ref}: ${count(changed.length, 'function')}, of which ${changed.length - unverifiable.length} can be watched in ${count(plan.files.length, 'file')}${others === 0 ? '' : `; ${count(others, 'other')} counted`}.`,
  ];
  for (const { name, file, unverifiable: reason } of unverifiable.slice(0, mostLines))
    lines.push(`  unverifiable: ${name} in ${file}: ${reason}`);
  if (unverifiable.length > mostLines)
    lines.push(`  and ${unverifiable.length - mostLines} more, see ${changesFileName}`);
  if (countedOnly > 0)
    lines.push(
      `Note: ${count(countedOnly, 'changed function')} over --max: calls are counted, errors and durations are not.`,
    );
  if (elsewhere > 0)
    lines.push(
      `Note: ${count(elsewhere, 'changed function')} of the repository ${elsewhere === 1 ? 'lies' : 'lie'} outside of this service and ${elsewhere === 1 ? 'is' : 'are'} left out.`,
    );
  if (tooMany > 0)
    lines.push(
      `Note: ${count(tooMany, 'changed function')} are left out: a plan holds ${plan.functions.length} at most.`,
    );
  if (leftOut > 0)
    lines.push(`Note: ${count(leftOut, 'function')} that did not change are not counted: there are too many.`);
  for (const { file, reason } of unread.slice(0, mostLines)) lines.push(`Note: ${file} is left out: ${reason}.`);
  if (unread.length > mostLines) lines.push(`Note: ${unread.length - mostLines} more files are left out.`);
  return lines;
}

const mostLines = 10;

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
