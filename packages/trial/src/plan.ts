import { formatSelector, phases } from '@seatrial/model';
import type { Phase } from '@seatrial/model';
import type { DistributionRow, EvidenceReader } from '@seatrial/store';
import type { ChosenArm, ChosenArms } from './arms.ts';
import type { Evidence, EvidenceArm } from './evidence.ts';
import { mergeBuckets } from './fine-histogram.ts';
import type { Objectives } from './objectives.ts';
import type { Unit, VerifyOptions } from './options.ts';
import type { Design, Reason } from './verdict.ts';

/** A comparison, before its counts are asked for. */
export interface Plan extends ChosenArms {
  readonly reader: EvidenceReader;
  readonly options: VerifyOptions;
  readonly settings: Objectives;
  readonly batchSeconds: number;
  readonly unit: Unit;
}

/** What evidence says of its comparison, whatever the counts. */
export function toFrame(
  { options, environment, unit, settings, batchSeconds }: Plan,
  design: Design,
): Pick<Evidence, 'schema' | 'service' | 'environment' | 'design' | 'unit' | 'settings' | 'batchSeconds'> {
  return { schema: 1, service: options.service, environment, design, unit, settings, batchSeconds };
}

/** Evidence where there is nothing to compare, for the reasons given. */
export function toEmpty(plan: Plan, findings: readonly Reason[]): Evidence {
  return {
    ...toFrame(plan, 'none'),
    start: null,
    end: null,
    candidate: toEvidenceArm(plan.candidate, []),
    baseline: toEvidenceArm(plan.baseline, []),
    findings,
    levels: [],
    routes: [],
    foldedRoutes: 0,
    strata: [],
    pairs: [],
    errors: [],
  };
}

/** An arm with what its requests were like since the comparison began; `rows` are the arm's own. */
export function toEvidenceArm(
  { selector, name, versions }: ChosenArm,
  rows: readonly DistributionRow[],
  judged: Phase = 'steady',
): EvidenceArm {
  const since = rows.filter(({ period }) => period !== 'before');
  const counts: Record<Phase, number> = { warm: 0, steady: 0, unfinished: 0, shadow: 0 };
  for (const phase of phases)
    counts[phase] = since.filter((row) => row.phase === phase).reduce((sum, row) => sum + row.requests, 0);
  const steady = since.filter((row) => row.phase === judged);
  const routes = [...new Set(steady.map(({ route }) => route))].toSorted();
  const ofRoute = (route: string): EvidenceArm['durations'][string] =>
    mergeBuckets(steady.filter((row) => row.route === route).map(({ buckets }) => buckets));
  return {
    selector: formatSelector(selector),
    name,
    versions,
    phases: counts,
    durations: Object.fromEntries(routes.map((route) => [route, ofRoute(route)])),
  };
}
