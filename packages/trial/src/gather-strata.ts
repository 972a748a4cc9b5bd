import type { ArmRow, BatchQuery, BatchRow, ComparisonQuery } from '@seatrial/store';
import type { Evidence, EvidenceRoute, EvidenceStratum } from './evidence.ts';
import { calibrationRequests, freezeLevels } from './freeze.ts';
import { gatherBefore } from './gather-before.ts';
import { toEvidenceArm, toFrame } from './plan.ts';
import type { Plan } from './plan.ts';
import { toRoutes } from './routes.ts';
import { toStrata } from './strata.ts';
import type { Reason } from './verdict.ts';

const dayMs = 86_400_000;

/** Both arms, batch by batch: side by side, or one after the other. */
export async function gatherStrata(
  plan: Plan,
  query: ComparisonQuery,
  candidate: ArmRow,
  baseline: ArmRow,
): Promise<Evidence> {
  const { reader, options, settings, batchSeconds } = plan;
  const batchMs = batchSeconds * 1000;
  const design = toDesign(candidate, baseline);
  const start = design === 'concurrent' ? Math.max(candidate.first, baseline.first) : candidate.first;
  const least = query.from ?? 0;
  const distribution = await reader.distribution({
    ...query,
    from: toMinute(Math.max(least, start - dayMs)),
    start,
    calibration: calibrationRequests,
  });
  const { routes, folded } = toRoutes(distribution, settings);
  const requests = new Map<string, number>();
  for (const row of distribution)
    if (row.arm === 'baseline' && row.phase === 'steady' && row.period !== 'judged')
      requests.set(row.route, (requests.get(row.route) ?? 0) + row.requests);
  const ownLatency = new Set(settings.routes.flatMap(({ route, latency }) => (latency === undefined ? [] : [route])));
  const counted: BatchQuery = {
    ...query,
    from: toMinute(start),
    ...(options.cohorts !== undefined && { cohorts: options.cohorts }),
    edges: routes.flatMap(({ route, bounds }) =>
      bounds.length === 0
        ? []
        : [{ route, nano: bounds.flatMap(({ nano, slowerNano, marginNano }) => [nano, slowerNano, marginNano]) }],
    ),
  };
  const {
    control,
    rows,
    distribution: ofBaseline,
    errors,
  } = design === 'concurrent'
    ? {
        control: null,
        rows: await reader.batches(counted),
        distribution,
        errors: await reader.errorGroups({ ...query, from: toMinute(start) }),
      }
    : await gatherBefore(reader, counted, { least, start, end: candidate.last + batchMs });
  const strata = toStrata(rows, { routes, control, start, batchMs });
  const known = markKnown(routes, strata);
  return {
    ...toFrame(plan, design),
    control,
    start,
    end: Math.max(candidate.last, baseline.last) + batchMs,
    candidate: toEvidenceArm(
      plan.candidate,
      distribution.filter(({ arm }) => arm === 'candidate'),
    ),
    baseline: toEvidenceArm(
      plan.baseline,
      ofBaseline.filter(({ arm }) => arm === 'baseline'),
    ),
    findings: [...findEqualRelease(plan), ...findUnequalSampling(rows)],
    levels: freezeLevels(
      known.filter(({ route }) => !ownLatency.has(route)),
      requests,
      settings,
    ),
    routes: known,
    foldedRoutes: folded,
    strata,
    pairs: [],
    errors,
  };
}

/** The part of the candidate's time in which the baseline has to serve, too, for a comparison side by side. */
const leastShared = 0.2;

/** Side by side, or one after the other: a rolling deploy has both for its first minutes only. */
function toDesign(candidate: ArmRow, baseline: ArmRow): 'concurrent' | 'before-after' {
  const start = Math.max(candidate.first, baseline.first);
  const shared = Math.min(candidate.last, baseline.last) - start;
  const ended = baseline.first < candidate.first && baseline.last < candidate.last;
  const few = ended && shared < leastShared * (candidate.last - start);
  return shared < 0 || few ? 'before-after' : 'concurrent';
}

/** Without a history the routes of the first batch are those that were known when the comparison began. */
function markKnown(routes: readonly EvidenceRoute[], strata: readonly EvidenceStratum[]): readonly EvidenceRoute[] {
  if (routes.some(({ known }) => known)) return routes;
  const first = new Set(strata.filter(({ batch }) => batch === strata[0]?.batch).map(({ route }) => route));
  return routes.map((route, index) => ({ ...route, known: first.has(index) }));
}

function toMinute(ms: number): number {
  return Math.floor(Math.max(0, ms) / 60_000) * 60_000;
}

function findEqualRelease({ candidate, baseline, options }: Plan): readonly Reason[] {
  const [version] = candidate.versions;
  const equal = candidate.versions.length === 1 && baseline.versions.length === 1 && version === baseline.versions[0];
  if (!equal || options.flag !== undefined) return [];
  const text = `Both sides run the same release, ${version}: what differs is where they run, not what.`;
  return [{ code: 'equal-release', text }];
}

/** Kept requests are compared as they are, which is right only where an arm's all stand for as many. */
function findUnequalSampling(rows: readonly BatchRow[]): readonly Reason[] {
  for (const arm of ['candidate', 'baseline'] as const) {
    const own = rows.filter((row) => row.arm === arm);
    const least = Math.min(...own.map(({ leastWeight }) => leastWeight));
    const most = Math.max(...own.map(({ mostWeight }) => mostWeight));
    if (own.length === 0 || least === most) continue;
    const text = `The ${arm}'s traces are sampled at different rates, one in ${toRate(least)} to one in ${toRate(most)}: if failing or slow ones are kept more often, their share says nothing. Sample at the head and at one rate, or judge before sampling.`;
    return [{ code: 'unequal-sampling', text }];
  }
  return [];
}

function toRate(weight: number): string {
  return String(Math.round(weight * 100) / 100);
}
