import { fineLatencyEdgesNano } from '@seatrial/model';
import { toThresholds } from '@seatrial/stats';
import type { DistributionRow } from '@seatrial/store';
import type { EvidenceRoute, FrozenBound, FrozenLevel } from './evidence.ts';
import { toFineHistogram } from './fine-histogram.ts';
import type { LatencyObjective, Objectives } from './objectives.ts';

/** Steady baseline requests of a route before its thresholds are frozen: p99 has two above it then. */
export const calibrationRequests = 200;
const lastEdge = fineLatencyEdgesNano.at(-1) ?? 0;
const quantiles = [0.5, 0.9, 0.95, 0.99] as const;

/** The objectives on latency of one route: the service's, with what the route has of its own. */
export function toLatencyObjective(route: string, { latency, routes }: Objectives): LatencyObjective {
  return { ...latency, ...routes.find((other) => other.route === route)?.latency };
}

/** The levels that are watched: the baseline's quantiles, and the objective where any route has one. */
function toLevelSources({ latency, routes }: Objectives): readonly FrozenLevel['source'][] {
  const objective = latency.threshold !== undefined || routes.some((route) => route.latency?.threshold !== undefined);
  return objective ? [...quantiles, 'objective'] : quantiles;
}

/** The bounds of one route from its baseline's requests before the comparison, or in its first batches. */
export function freezeRoute(
  route: string,
  rows: readonly DistributionRow[],
  objectives: Objectives,
): Pick<EvidenceRoute, 'bounds' | 'frozenAt'> {
  const used = rows.filter(({ arm, phase, period }) => arm === 'baseline' && phase === 'steady' && period !== 'judged');
  const frozenAt = used[0]?.frozenAt ?? null;
  if (frozenAt === null) return { bounds: [], frozenAt };
  const { factor, leastMs, threshold } = toLatencyObjective(route, objectives);
  const histogram = toFineHistogram(used.flatMap(({ buckets }) => buckets));
  const sources = toLevelSources(objectives);
  const leastMargin = leastMs * 1e6;
  const options = { quantiles, margin: factor - 1, leastMargin };
  const ofObjective =
    threshold === undefined
      ? []
      : toThresholds(histogram, {
          quantiles: [],
          margin: factor - 1,
          leastMargin,
          objective: { latency: threshold.ms * 1e6, budget: threshold.budget },
        });
  const bounds = [...toThresholds(histogram, options), ...ofObjective].map((frozen): FrozenBound => {
    const { source, bound, marginBound, unchangedOddsRatio, ceiling } = frozen;
    return {
      level: sources.indexOf(source),
      nano: bound,
      slowerNano: fineLatencyEdgesNano.find((edge) => edge >= bound + leastMargin) ?? lastEdge,
      marginNano: Number.isFinite(marginBound) ? marginBound : lastEdge,
      unchangedOddsRatio,
      ceiling: ceiling ?? null,
    };
  });
  return { bounds: bounds.toSorted((a, b) => a.level - b.level), frozenAt };
}

/**
 * What all routes together are expected to do at each level: the mean of their odds ratios on a logarithmic scale, by
 * their traffic; a ceiling where most of it has one. Only of routes that were frozen when the comparison began.
 */
export function freezeLevels(
  routes: readonly EvidenceRoute[],
  requests: ReadonlyMap<string, number>,
  objectives: Objectives,
): readonly FrozenLevel[] {
  return toLevelSources(objectives).map((source, level) => {
    let [weights, sum, capped, ceiling] = [0, 0, 0, 0];
    for (const { route, known, bounds } of routes) {
      const bound = bounds.find((entry) => entry.level === level);
      if (!known || bound === undefined) continue;
      const weight = requests.get(route) ?? 0;
      weights += weight;
      sum += weight * Math.log(bound.unchangedOddsRatio);
      if (bound.ceiling === null) continue;
      capped += weight;
      ceiling = bound.ceiling;
    }
    return {
      source,
      unchangedOddsRatio: weights === 0 ? 0.7 : Math.exp(sum / weights),
      ceiling: capped > weights / 2 ? ceiling : null,
    };
  });
}
