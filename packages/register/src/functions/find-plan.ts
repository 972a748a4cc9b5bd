import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { parseProbePlan } from '@seatrial/model';
import type { ProbePlan } from '@seatrial/model';
import { findPackageFolder } from '@seatrial/release';
import type { FoundManifest } from '@seatrial/release';
import type { ProbeOptions } from '../options.ts';

/** A plan that may run in this process. */
export interface FoundPlan {
  readonly plan: ProbePlan;
  /** The folder that its paths start from. */
  readonly root: string;
}

const mostBytes = 32 * 2 ** 20;

/**
 * The plan of the release manifest that release detection found, or of the one that the option names. A plan is code: it
 * is taken only from a file inside of the application's package that nobody but its owner can write, unless `trusted`
 * says otherwise.
 * @returns `undefined` where there is none
 * @throws Error that says, as a sentence, what is wrong and what to do
 */
export function findPlan(options: ProbeOptions, manifest: FoundManifest | undefined): FoundPlan | undefined {
  const named = options.plan === undefined ? undefined : resolve(options.plan);
  const path = named ?? manifest?.path;
  if (path === undefined || (named === undefined && manifest?.plan === undefined)) return undefined;
  const real = realpathSync(path);
  if (options.trusted !== true) checkTrust(real, manifest?.packageFolder ?? realpathSync(findPackageFolder()));
  const plan = named === undefined ? manifest?.plan : readNamed(real);
  return plan === undefined ? undefined : { plan: parseProbePlan(plan, path), root: dirname(real) };
}

function readNamed(path: string): unknown {
  const { size } = statSync(path);
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, at most ${mostBytes} are read`);
  const { plan } = JSON.parse(readFileSync(path, 'utf8')) as { readonly plan?: unknown };
  if (plan === undefined) throw new Error(`${path} has no "plan"; "npx seatrial build --from" writes one`);
  return plan;
}

function checkTrust(path: string, folder: string): void {
  const away = relative(folder, path);
  if (away === '..' || away.startsWith(`..${sep}`) || resolve(away) === away)
    throw new Error(
      `${path} lies outside of the application's package (${folder}); a plan is code, so that it is taken from there only ` +
        'where register({ probes: { trusted: true } }) says so',
    );
  const { mode } = statSync(path);
  if (process.platform !== 'win32' && (mode & 0o022) !== 0)
    throw new Error(
      `${path} can be written by others than its owner (mode ${(mode & 0o777).toString(8)}); a plan is code: ` +
        `run "chmod go-w ${path}" when the image is built`,
    );
}
