import { isSameRelease } from './release-key.ts';
import type { ReleaseKey } from './release-key.ts';

/** What choosing a baseline needs to know of a release inside the window. */
export interface BaselineCandidate extends ReleaseKey {
  /** Requests of phase `steady` inside the window. */
  readonly steadyRequests: number;
  /** ISO 8601. */
  readonly firstSeen: string;
}

/**
 * The *baseline* of a release: among the other releases of the same service and environment the one with the most
 * steady requests in the window; where none has any, the one first seen last before it. `undefined` where there is none.
 */
export function selectBaseline<T extends BaselineCandidate>(candidate: T, releases: readonly T[]): T | undefined {
  const others = releases.filter(
    (other) =>
      other.service === candidate.service &&
      other.environment === candidate.environment &&
      !isSameRelease(other, candidate),
  );
  const busiest = others.toSorted(
    (a, b) => b.steadyRequests - a.steadyRequests || compareSeen(b.firstSeen, a.firstSeen),
  )[0];
  if (busiest !== undefined && busiest.steadyRequests > 0) return busiest;
  return others
    .filter((other) => compareSeen(other.firstSeen, candidate.firstSeen) < 0)
    .toSorted((a, b) => compareSeen(b.firstSeen, a.firstSeen))[0];
}

function compareSeen(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
