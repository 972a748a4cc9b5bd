import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SeatrialError } from '@seatrial/model';
import { createGit } from './git.ts';
import type { Git } from './git.ts';

/** A commit by the word that was given for it and by its hash. */
export interface Revision {
  readonly ref: string;
  readonly commit: string;
}

/** The two commits that are compared, and what of their history is there. */
export interface Range {
  /** Runs in the top folder, since blame takes paths from where it runs. */
  readonly git: Git;
  readonly from: Revision;
  readonly to: Revision;
  /** Commits whose parents a shallow clone does not have: what they changed cannot be known. */
  readonly shallow: ReadonlySet<string>;
}

/**
 * Resolves both ends. Without `from` it is the nearest tag before `to` (`git describe`).
 * @throws SeatrialError `SEATRIAL_NO_REPOSITORY`, or `SEATRIAL_NOT_FOUND` with what would bring the commit here.
 */
export function resolveRange(folder: string, from: string | undefined, to: string): Range {
  const git = createGit(folder);
  const place = ['rev-parse', '--show-cdup', '--git-path', 'shallow'];
  const wanted = [to, from].filter((each) => each !== undefined);
  // One process for all where nothing is wrong; what is wrong with which of them is asked one by one.
  const answer = wanted.some((each) => each.startsWith('-'))
    ? undefined
    : askAtOnce(git, [...place, ...wanted.map((each) => `${each}^{commit}`)]);
  const lines = (answer ?? git.ask(place).toString()).split('\n');
  const [up = '', shallowPath = ''] = lines;
  const shallow = readShallow(resolve(folder, shallowPath));
  const toKnown = (index: number, ref: string): string =>
    (answer === undefined ? undefined : lines[2 + index]) ?? toCommit(git, ref, shallow);
  const end = toKnown(0, to);
  const ref = from ?? findPreviousTag(git, end, to, shallow);
  const start = from === undefined ? toCommit(git, ref, shallow) : toKnown(1, from);
  const top = createGit(resolve(folder, up));
  return { git: top, from: { ref, commit: start }, to: { ref: to, commit: end }, shallow };
}

function askAtOnce(git: Git, args: readonly string[]): string | undefined {
  try {
    return git.ask(args).toString();
  } catch {
    return undefined;
  }
}

function toCommit(git: Git, ref: string, shallow: ReadonlySet<string>): string {
  try {
    const answer = git.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
    return answer.toString().trim();
  } catch (error) {
    if (SeatrialError.from(error).code === 'SEATRIAL_NO_REPOSITORY') throw error;
    const hint =
      shallow.size === 0
        ? 'Fetch it ("git fetch --tags"), or name another commit.'
        : `This clone is shallow. Fetch it: "git fetch --depth 1 origin tag ${ref}", or "git fetch --unshallow --tags" to know authors, too.`;
    throw new SeatrialError('SEATRIAL_NOT_FOUND', `There is no commit "${ref}" in ${git.folder}. ${hint}`, {
      cause: error,
    });
  }
}

/** The nearest tag that is an ancestor, and not the commit itself, which is often tagged already. */
function findPreviousTag(git: Git, commit: string, to: string, shallow: ReadonlySet<string>): string {
  try {
    const answer = git.ask(['describe', '--tags', '--abbrev=0', `${commit}^`]);
    return answer.toString().trim();
  } catch (error) {
    const hint =
      shallow.size === 0
        ? 'Name the commit to compare with: --from <commit>.'
        : 'This clone is shallow: "git fetch --unshallow --tags", or name the commit: --from <commit>.';
    throw new SeatrialError('SEATRIAL_NOT_FOUND', `No tag was found before "${to}" in ${git.folder}. ${hint}`, {
      cause: error,
    });
  }
}

function readShallow(path: string): ReadonlySet<string> {
  // Few repositories have it, and an error costs more than to look.
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return new Set(text.split('\n').filter((line) => line !== ''));
}
