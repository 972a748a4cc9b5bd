import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
export async function resolveRange(folder: string, from: string | undefined, to: string): Promise<Range> {
  const git = createGit(folder);
  const place = ['rev-parse', '--show-cdup', '--git-path', 'shallow'];
  const wanted = [to, from].filter((each) => each !== undefined);
  // One process for all where nothing is wrong; what is wrong with which of them is asked one by one.
  const answer = wanted.some((each) => each.startsWith('-'))
    ? undefined
    : await git.run([...place, ...wanted.map((each) => `${each}^{commit}`)]).catch(() => undefined);
  const lines = (answer ?? (await git.run(place))).toString().split('\n');
  const [up = '', shallowPath = ''] = lines;
  const shallow = await readShallow(resolve(folder, shallowPath));
  const toKnown = (index: number, ref: string): string | Promise<string> =>
    (answer === undefined ? undefined : lines[2 + index]) ?? toCommit(git, ref, shallow);
  const end = await toKnown(0, to);
  const ref = from ?? (await findPreviousTag(git, end, to, shallow));
  const start = from === undefined ? await toCommit(git, ref, shallow) : await toKnown(1, from);
  const top = createGit(resolve(folder, up));
  return { git: top, from: { ref, commit: start }, to: { ref: to, commit: end }, shallow };
}

async function toCommit(git: Git, ref: string, shallow: ReadonlySet<string>): Promise<string> {
  try {
    const answer = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
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
async function findPreviousTag(git: Git, commit: string, to: string, shallow: ReadonlySet<string>): Promise<string> {
  try {
    const answer = await git.run(['describe', '--tags', '--abbrev=0', `${commit}^`]);
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

async function readShallow(path: string): Promise<ReadonlySet<string>> {
  // Few repositories have it, and an error costs more than to look.
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  return new Set(text.split('\n').filter((line) => line !== ''));
}
