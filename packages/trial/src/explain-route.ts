import { SeatrialError, suggestName } from '@seatrial/model';
import type { Component } from '@seatrial/stats';
import type { Evidence, StratumCounts } from './evidence.ts';
import { createRouteTest } from './route-test.ts';

/** What one route's evidence is made of. */
export interface RouteExplanation {
  readonly route: string;
  /** Each stratum with ln of the evidence after it. */
  readonly strata: readonly {
    /** ISO 8601, start of its batch. */
    readonly batch: string;
    readonly cohort: string;
    readonly candidate: StratumCounts;
    readonly baseline: StratumCounts;
    /** ln of the evidence for more errors, and for being slower. */
    readonly errorsLogE: number;
    readonly slowerLogE: number;
  }[];
  /** The mixture behind the last: odds ratios with what speaks for each against the null. */
  readonly errors: { readonly oddsRatio: number; readonly components: readonly Component[] };
  /** Thresholds in milliseconds, and when they were frozen (ISO 8601). */
  readonly thresholdsMs: readonly number[];
  readonly frozenAt: string | null;
}

/**
 * The counts, strata and e-values behind one route.
 * @throws SeatrialError `SEATRIAL_UNKNOWN_NAME` where the comparison has no such route.
 */
export function explainRoute(evidence: Evidence, route: string): RouteExplanation {
  const index = evidence.routes.findIndex((entry) => entry.route === route);
  const found = evidence.routes[index];
  if (found === undefined) {
    const names = evidence.routes.map((entry) => entry.route);
    const near = suggestName(route, names);
    const hint = near === undefined ? `Compared are: ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
    throw new SeatrialError(
      'SEATRIAL_UNKNOWN_NAME',
      `${JSON.stringify(route)} is no route of this comparison. ${hint}`,
    );
  }
  const test = createRouteTest(evidence, index);
  const strata = evidence.strata
    .filter((stratum) => stratum.route === index)
    .map((stratum) => {
      if (stratum.candidate.requests > 0 && stratum.baseline.requests > 0) test.add(stratum);
      return {
        batch: new Date(stratum.batch).toISOString(),
        cohort: stratum.cohort,
        candidate: stratum.candidate,
        baseline: stratum.baseline,
        errorsLogE: test.errorsLogE,
        slowerLogE: test.slowerLogE,
      };
    });
  return {
    route,
    strata,
    errors: test.worse,
    thresholdsMs: found.bounds.map(({ nano }) => nano / 1e6),
    frozenAt: found.frozenAt === null ? null : new Date(found.frozenAt).toISOString(),
  };
}
