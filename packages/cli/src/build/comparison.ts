import { compareCommits } from '@seatrial/changes';
import type { Comparison } from '@seatrial/changes';
import { SeatrialError } from '@seatrial/model';
import type { Release } from '@seatrial/model';
import type { Terminal } from '../terminal.ts';
import { findPreviousRelease } from './previous-release.ts';

/** The two commits as they were asked for. */
export interface ComparisonWords {
  /** True or absent: the release that the store last saw, else the tag before. */
  readonly from?: string | true;
  readonly to?: string;
}

/** Compares, and says with what where that was not given. */
export async function compareWithPrevious(
  repo: string,
  words: ComparisonWords,
  release: Release,
  terminal: Terminal,
): Promise<Comparison> {
  const { to = 'HEAD' } = words;
  if (typeof words.from === 'string') return compareCommits({ repo, from: words.from, to });
  const previous = await findPreviousRelease(release);
  if (previous !== undefined) {
    const comparison = await compareKnown({ repo, from: previous.commit, to }, previous.name, terminal);
    if (comparison !== undefined) return comparison;
  }
  const comparison = await compareCommits({ repo, to });
  const { ref, commit } = comparison.changes.from;
  terminal.say(`Compared with ${ref} (${commit.slice(0, 9)}), the tag before.`);
  return comparison;
}

/** A store knows releases of commits that this clone may not have. */
async function compareKnown(
  options: { readonly repo: string; readonly from: string; readonly to: string },
  name: string,
  terminal: Terminal,
): Promise<Comparison | undefined> {
  const commit = options.from.slice(0, 9);
  try {
    const comparison = await compareCommits(options);
    terminal.say(`Compared with ${name} (${commit}), the release that was last seen.`);
    return comparison;
  } catch (error) {
    if (SeatrialError.from(error).code !== 'SEATRIAL_NOT_FOUND') throw error;
    terminal.say(`Note: ${name}, the release that was last seen, is of commit ${commit}, which is not in this clone.`);
    return undefined;
  }
}
