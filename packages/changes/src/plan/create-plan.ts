import { basename } from 'node:path';
import { limits } from '@seatrial/model';
import type { ProbePlan } from '@seatrial/model';
import type { ChangedFunction } from '../changed-function.ts';
import type { Changes } from '../changed-functions.ts';
import { toFunctionId } from '../function-id.ts';
import { readTrackedSources } from '../git/tracked-files.ts';
import { readRunningBuild } from '../map/running-build.ts';
import { SourceFiles } from '../map/source-files.ts';
import { isTestFile } from '../source/language.ts';
import { assemblePlan } from './assemble-plan.ts';
import type { WantedFunction } from './assemble-plan.ts';
import { readRunningSource, toPath } from './running-file.ts';
import type { Origin, RunningFile } from './running-file.ts';

/** What is watched, and where it runs. */
export interface PlanOptions {
  readonly changes: Changes;
  /** The folder of the manifest: every file that is watched lies in it. */
  readonly folder: string;
  /** The folder of the service, in which its sources lie. Default: `folder`. */
  readonly home?: string;
  /** The folder of the built output; without it, the sources themselves run. */
  readonly dist?: string;
  /** Whether functions that did not change are counted, too, so that the next release has something to compare with. */
  readonly all?: boolean;
  /** How many functions get the full probe at most; more are counted only. Default: 500. */
  readonly max?: number;
}

/** A plan and what its user should know about it. */
export interface CreatedPlan {
  readonly plan: ProbePlan;
  /** Whether a file of the repository belongs to the service. */
  readonly isOwn: (file: string) => boolean;
  /** Changed functions that are counted only, since there are more than `max`. */
  readonly countedOnly: number;
  /** Changed functions of the repository that are none of the service's. */
  readonly elsewhere: number;
  /** Changed functions beyond the 50,000 that a plan holds. */
  readonly tooMany: number;
  /** Functions that did not change and are not counted, since there are too many. */
  readonly leftOut: number;
  /** Files of which nothing can be told, and in words why. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

/** Functions that did not change and that one plan watches at most. */
const mostOthers = 10_000;
const defaultMax = 500;

/** Of a name with its file; a plan takes neither of more than a thousand. */
const mostCharacters = 1000;

/**
 * Works out which functions of a build are watched and by what text. A function that no file of the build holds in
 * a way that can be told for sure is in the plan as `unverifiable`, with the reason.
 */
export async function createPlan(options: PlanOptions): Promise<CreatedPlan> {
  const { changes, folder, max = defaultMax } = options;
  const home = options.home ?? folder;
  const running = await readRunning(options, home);
  const seen = new Set(running.files.flatMap(({ origins }) => [...origins.values()].map(({ file }) => file)));
  const isOwn = (file: string): boolean =>
    seen.has(file) || toPath(home, `${changes.repository}/${file}`) !== undefined;
  const changed = changes.functions.filter(({ change }) => change === 'added' || change === 'modified');
  const all = changed.filter(({ file, name }) => isOwn(file) && name.length + file.length <= mostCharacters);
  const own = all.slice(0, limits.plannedFunctions);
  const wanted = own.map((each, index) => toWanted(each, index < max, running, options));
  const others = options.all === true ? toOthers(running.files, wanted) : [];
  const room = Math.min(mostOthers, limits.plannedFunctions - wanted.length);
  return {
    plan: assemblePlan(running.files, [...wanted, ...others.slice(0, room)]),
    isOwn,
    countedOnly: Math.max(0, own.length - max),
    elsewhere: changed.filter(({ file }) => !isOwn(file)).length,
    tooMany: all.length - own.length,
    leftOut: Math.max(0, others.length - room),
    unread: running.unread,
  };
}

interface Running {
  readonly files: readonly RunningFile[];
  readonly unread: CreatedPlan['unread'];
}

async function readRunning(options: PlanOptions, home: string): Promise<Running> {
  const { changes, folder, dist, all } = options;
  if (dist !== undefined) {
    const tracked = await readTrackedSources(changes.repository);
    return readRunningBuild(folder, dist, new SourceFiles(changes.repository, tracked));
  }
  const changed = changes.functions.filter(({ change }) => change !== 'deleted').map(({ file }) => file);
  const tracked = all === true ? await readTrackedSources(home) : [];
  const wanted = [...changed, ...tracked].filter((file) => toPath(home, `${changes.repository}/${file}`) !== undefined);
  const files: RunningFile[] = [];
  const unread: { file: string; reason: string }[] = [];
  for (const file of new Set(wanted)) {
    if (isTestFile(file)) continue;
    const read = await readRunningSource(changes.repository, folder, file);
    if (typeof read === 'string') unread.push({ file, reason: read });
    else files.push(read);
  }
  return { files, unread };
}

function toWanted(each: ChangedFunction, isFull: boolean, running: Running, { dist }: PlanOptions): WantedFunction {
  const { id, file, name, hash } = each;
  const unread = running.unread.find((other) => other.file === file)?.reason;
  const missing =
    unread ?? (dist === undefined ? 'its file does not hold it' : `no file of ${basename(dist)} holds it`);
  return { id, file, name, hash, changed: true, probe: isFull ? 'full' : 'count', missing };
}

/** Every other function of the files, in their order. */
function toOthers(files: readonly RunningFile[], wanted: readonly WantedFunction[]): readonly WantedFunction[] {
  const known = new Set(wanted.map(({ id }) => id));
  const others: WantedFunction[] = [];
  for (const { origins, probes } of files)
    for (const [place, origin] of origins) {
      if (probes.sites[place] === undefined) continue;
      const other = toOther(origin);
      if (known.has(other.id) || other.name.length + other.file.length > mostCharacters) continue;
      known.add(other.id);
      others.push(other);
    }
  return others;
}

function toOther(origin: Origin): WantedFunction {
  const { file, name, hash } = origin;
  return {
    file,
    name,
    hash,
    id: toFunctionId(file, name),
    changed: false,
    probe: 'count',
    missing: 'its file does not hold it',
  };
}
