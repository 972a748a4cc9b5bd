import { toNewestReleases } from '@seatrial/model';
import type { ReleaseRow } from '@seatrial/store';
import { useAnswer } from '../api/use-answer.ts';
import { readComparison } from '../url/comparison.ts';
import type { Comparison } from '../url/comparison.ts';
import { useUrlState } from '../url/use-url-state.ts';

/** What the address asks to compare, once the service is known. */
export type AskedComparison =
  | { readonly kind: 'known'; readonly comparison: Comparison }
  | { readonly kind: 'asking' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly error: Error };

/** From the address; without a service it is the one with the newest release that another can be beside. */
export function useComparison(): AskedComparison {
  const asked = readComparison(useUrlState());
  const releases = useAnswer<readonly ReleaseRow[]>('/api/releases', {}, { enabled: asked.service === undefined });
  if (asked.service !== undefined) return { kind: 'known', comparison: asked };
  if (releases.error !== null) return { kind: 'failed', error: releases.error };
  if (releases.data === undefined) return { kind: 'asking' };
  const newest = toNewestReleases(releases.data);
  const chosen = newest.find(({ hasOther }) => hasOther) ?? newest[0];
  if (chosen === undefined) return { kind: 'nothing' };
  return { kind: 'known', comparison: { ...asked, service: chosen.service } };
}
