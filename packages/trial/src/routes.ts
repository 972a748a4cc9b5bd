import type { DistributionRow } from '@seatrial/store';
import type { EvidenceRoute } from './evidence.ts';
import { freezeRoute } from './freeze.ts';
import type { Objectives } from './objectives.ts';

/** Routes with strata of their own; the rest are one, so that ids in names cannot split the traffic without end. */
const mostRoutes = 100;
export const otherRoutes = '(other routes)';

/**
 * The routes of a comparison: those known when it began first, the busiest of the baseline's history first, then those
 * that came later. Totals decide, never outcomes, so that the strata do not depend on what they are to show.
 */
export function toRoutes(
  distribution: readonly DistributionRow[],
  settings: Objectives,
): { readonly routes: readonly EvidenceRoute[]; readonly folded: number } {
  const before = new Map<string, number>();
  const later = new Map<string, number>();
  for (const { route, phase, period, arm, requests } of distribution) {
    if (phase !== 'steady') continue;
    const counts = arm === 'baseline' && period === 'before' ? before : later;
    counts.set(route, (counts.get(route) ?? 0) + requests);
  }
  const names = [...toNames(before), ...toNames(later).filter((route) => !before.has(route))];
  const kept = names.slice(0, mostRoutes);
  const routes = kept.map((route): EvidenceRoute => {
    const rows = distribution.filter((row) => row.route === route);
    return { route, known: before.has(route), ...freezeRoute(route, rows, settings) };
  });
  const folded = names.length - kept.length;
  if (folded === 0) return { routes, folded };
  return { routes: [...routes, { route: otherRoutes, known: false, frozenAt: null, bounds: [] }], folded };
}

function toNames(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([route]) => route);
}
