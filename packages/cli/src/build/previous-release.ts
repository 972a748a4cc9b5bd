import { SeatrialError } from '@seatrial/model';
import type { Condition, Release } from '@seatrial/model';
import type { ReleaseRow } from '@seatrial/store';
import { openReader } from '../reader.ts';

/** The release that a new one follows, as the store saw it. */
export interface PreviousRelease {
  readonly commit: string;
  /** `1.4.1 in ring canary`. */
  readonly name: string;
}

/**
 * The release of the same service, in the same ring where one is given, that the store saw last and that is another
 * commit; `undefined` where there is no store, or none of them is known there.
 */
export async function findPreviousRelease(release: Release): Promise<PreviousRelease | undefined> {
  if (release.service === undefined) return undefined;
  const rows = await readReleases(release);
  const others = rows.filter(({ commit }) => /^[0-9a-f]{40,64}$/.test(commit) && commit !== release.commit);
  const last = others.toSorted((a, b) => b.lastSeen.localeCompare(a.lastSeen))[0];
  if (last === undefined) return undefined;
  return { commit: last.commit, name: last.ring === '' ? last.version : `${last.version} in ring ${last.ring}` };
}

async function readReleases(release: Release): Promise<readonly ReleaseRow[]> {
  const where = (['service', 'ring', 'environment'] as const).flatMap((name): readonly Condition[] => {
    const value = release[name];
    return value === undefined ? [] : [{ subject: { kind: 'intrinsic', name }, operator: '=', values: [value] }];
  });
  try {
    const { reader, close } = await openReader(undefined);
    try {
      return await reader.releases({ where });
    } finally {
      await close();
    }
  } catch (error) {
    if (SeatrialError.from(error).code === 'SEATRIAL_NO_STORE') return [];
    throw error;
  }
}
