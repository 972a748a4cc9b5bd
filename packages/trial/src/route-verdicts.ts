import { toLogHypergeometric } from '@seatrial/stats';
import { toErrorsEffect, toQuantileMs } from './effects.ts';
import type { Evidence, EvidenceStratum } from './evidence.ts';
import type { FamilyState } from './family-state.ts';
import { toSixOf } from './numbers.ts';
import { toEvents } from './to-events.ts';
import type { MixShift, RouteVerdict } from './verdict.ts';

/** A route that chance would leave without a request so rarely has vanished. */
const vanishingChance = 0.001;

interface RouteSum {
  readonly route: string;
  readonly index: number;
  readonly strata: readonly EvidenceStratum[];
  readonly candidateRequests: number;
  readonly candidateErrors: number;
  readonly baselineRequests: number;
  readonly baselineErrors: number;
}

/** What is known of each route, the busiest first. */
export function toRouteVerdicts(evidence: Evidence, family: FamilyState): readonly RouteVerdict[] {
  const sums = toSums(evidence);
  const all = sums.reduce(
    (sum, row) => ({ candidate: sum.candidate + row.candidateRequests, baseline: sum.baseline + row.baselineRequests }),
    {
      candidate: 0,
      baseline: 0,
    },
  );
  const appeared = sums.filter(
    (row) => row.baselineRequests === 0 && isMissed(row.candidateRequests, all.baseline, all.candidate),
  );
  return sums
    .toSorted(
      (a, b) =>
        b.candidateRequests + b.baselineRequests - a.candidateRequests - a.baselineRequests ||
        (a.route < b.route ? -1 : 1),
    )
    .map((row): RouteVerdict => {
      const state = family.routes.get(row.index);
      const gone = row.candidateRequests === 0 && isMissed(row.baselineRequests, all.candidate, all.baseline);
      const renamedTo = gone ? findRenamed(row, appeared, all) : undefined;
      return {
        route: row.route,
        outcome: state?.listed === true ? 'regressed' : 'undecided',
        presence:
          row.baselineRequests === 0
            ? 'candidate-only'
            : !gone
              ? 'both'
              : renamedTo === undefined
                ? 'baseline-only'
                : 'renamed',
        renamedTo: renamedTo ?? null,
        candidate: toEvents(row.candidateRequests, row.candidateErrors),
        baseline: toEvents(row.baselineRequests, row.baselineErrors),
        candidateP95Ms: toQuantileMs(evidence.candidate, [row.route], 0.95),
        baselineP95Ms: toQuantileMs(evidence.baseline, [row.route], 0.95),
        errorsEffect: toErrorsEffect(row.strata, evidence.settings.alpha),
        evidence: {
          logE: toSixOf(state?.level.logE ?? 0),
          peakLogE: toSixOf(state?.level.peakLogE ?? 0),
          needed: toSixOf(Math.log(2 / evidence.settings.alpha) - (state?.logShare ?? 0)),
        },
      };
    });
}

function toSums({ strata, routes, pairs, design }: Evidence): readonly RouteSum[] {
  if (design === 'shadow-pairs')
    return routes.map(({ route }, index) => {
      const rows = pairs.filter((pair) => pair.route === route);
      const sum = (key: 'pairs' | 'candidateErrors' | 'baselineErrors'): number =>
        rows.reduce((total, row) => total + row[key], 0);
      return {
        route,
        index,
        strata: [],
        candidateRequests: sum('pairs'),
        candidateErrors: sum('candidateErrors'),
        baselineRequests: sum('pairs'),
        baselineErrors: sum('baselineErrors'),
      };
    });
  const byRoute = Map.groupBy(strata, ({ route }) => route);
  return routes.flatMap(({ route }, index) => {
    const own = byRoute.get(index);
    if (own === undefined) return [];
    const sum = (of: (stratum: EvidenceStratum) => number): number =>
      own.reduce((total, stratum) => total + of(stratum), 0);
    return {
      route,
      index,
      strata: own,
      candidateRequests: sum(({ candidate }) => candidate.requests),
      candidateErrors: sum(({ candidate }) => candidate.errors),
      baselineRequests: sum(({ baseline }) => baseline.requests),
      baselineErrors: sum(({ baseline }) => baseline.errors),
    };
  });
}

/** True where one arm had a route so often that the other would have had it, too, at the same mix. */
function isMissed(seen: number, missing: number, having: number): boolean {
  if (seen === 0 || missing === 0) return false;
  const margins = { candidate: missing, baseline: having, events: Math.min(seen, having) };
  return toLogHypergeometric(margins, 0, 1) < Math.log(vanishingChance);
}

/** The one new route with about as much traffic as a vanished one, if there is one and one only. */
function findRenamed(
  gone: RouteSum,
  appeared: readonly RouteSum[],
  all: { readonly candidate: number; readonly baseline: number },
): string | undefined {
  const share = gone.baselineRequests / all.baseline;
  const alike = appeared.filter(({ candidateRequests }) => {
    const ratio = candidateRequests / all.candidate / share;
    return ratio > 2 / 3 && ratio < 3 / 2;
  });
  return alike.length === 1 ? alike[0]?.route : undefined;
}

/** How differently traffic is spread over routes. */
export function toMixShift(routes: readonly RouteVerdict[]): MixShift {
  const candidate = routes.reduce((sum, route) => sum + route.candidate.requests, 0);
  const baseline = routes.reduce((sum, route) => sum + route.baseline.requests, 0);
  if (candidate === 0 || baseline === 0) return { distance: 0, routes: [] };
  const shares = routes.map((route) => ({
    route: route.route,
    candidateShare: toSixOf(route.candidate.requests / candidate),
    baselineShare: toSixOf(route.baseline.requests / baseline),
  }));
  const distance = shares.reduce((sum, row) => sum + Math.abs(row.candidateShare - row.baselineShare), 0) / 2;
  const moved = shares.filter((row) => Math.abs(row.candidateShare - row.baselineShare) >= 0.01);
  const byShift = moved.toSorted(
    (a, b) => Math.abs(b.candidateShare - b.baselineShare) - Math.abs(a.candidateShare - a.baselineShare),
  );
  return { distance: toSixOf(distance), routes: byShift.slice(0, 10) };
}
