import type { ReleaseRow } from '@seatrial/store';
import { useAnswer } from '../api/use-answer.ts';
import { toServiceReleases } from '../releases/release-lines.ts';
import { readComparison } from '../url/comparison.ts';
import type { Comparison } from '../url/comparison.ts';
import { useUrlState } from '../url/use-url-state.ts';

/** What the address asks to compare; `undefined` while the service is not known, `null` where nothing has come. */
export function useComparison(): Comparison | undefined | null {
  const asked = readComparison(useUrlState());
  const releases = useAnswer<readonly ReleaseRow[]>('/api/releases', {}, { enabled: asked.service === undefined });
  if (asked.service !== undefined) return asked;
  if (releases.data === undefined) return releases.error === null ? undefined : null;
  // The service with the newest release that another can be beside.
  const services = toServiceReleases(releases.data);
  const chosen = services.find(({ lines }) => lines.length > 1) ?? services[0];
  return chosen === undefined ? null : { ...asked, service: chosen.service };
}
