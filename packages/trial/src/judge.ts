import { toControl } from './control.ts';
import { toQuantileMs } from './effects.ts';
import type { Evidence, EvidenceArm } from './evidence.ts';
import { runFamily } from './family.ts';
import type { FamilyState } from './family-state.ts';
import { toErrorVerdicts } from './fingerprints.ts';
import { toSix, toSixOf } from './numbers.ts';
import { toNext } from './next-commands.ts';
import { toObjectiveVerdicts } from './objective-verdicts.ts';
import { toReasons } from './reasons.ts';
import { toMixShift, toRouteVerdicts } from './route-verdicts.ts';
import { toHeadline } from './sentences.ts';
import { toTrend } from './trend.ts';
import type { BudgetVerdict, ObjectiveVerdict, Verdict, VerdictArm, VerdictHistory } from './verdict.ts';

/** The verdict on evidence: a pure function, so that the same evidence gives the same verdict, byte by byte. */
export function judge(evidence: Evidence): Verdict {
  return toVerdict(evidence, runFamily(evidence));
}

/** The verdict with how its evidence grew, from batch to batch. */
export function judgeOverTime(evidence: Evidence): VerdictHistory {
  const family = runFamily(evidence);
  return {
    verdict: toVerdict(evidence, family),
    steps: family.looks.map(({ batch, regressedLogE, okLogE }) => ({
      to: new Date(batch + evidence.batchSeconds * 1000).toISOString(),
      regressedLogE: toSixOf(regressedLogE),
      okLogE: toSixOf(okLogE),
    })),
  };
}

function toVerdict(evidence: Evidence, family: FamilyState): Verdict {
  const { settings, start, end } = evidence;
  const routes = toRouteVerdicts(evidence, family);
  const mix = toMixShift(routes);
  const objectives =
    evidence.design === 'none' ? [] : toObjectiveVerdicts({ evidence, family, mixDistance: mix.distance });
  const sums = toSums(evidence);
  const [candidate, baseline] = [toArm(evidence, 'candidate', sums), toArm(evidence, 'baseline', sums)];
  const { outcome, reasons } = toReasons({ evidence, family, objectives, routes, candidate, baseline });
  const functions = evidence.functions ?? null;
  const frame = { verdict: outcome, service: evidence.service, candidate, baseline, design: evidence.design };
  return {
    schema: 1,
    verdict: outcome,
    headline: toHeadline(frame, reasons[0]?.text ?? ''),
    reasons,
    service: evidence.service,
    environment: evidence.environment,
    candidate,
    baseline,
    design: evidence.design,
    control: toControl(evidence),
    unit: evidence.unit,
    from: toIso(start),
    to: toIso(end),
    batchSeconds: evidence.batchSeconds,
    batches: family.looks.length,
    regressedSince: outcome === 'regressed' ? toIso((family.regressedIn ?? 0) + evidence.batchSeconds * 1000) : null,
    objectives,
    family: {
      logE: toSixOf(family.family.logE),
      peakLogE: toSixOf(family.family.peakLogE),
      needed: toSixOf(Math.log(2 / settings.alpha)),
    },
    routes,
    foldedRoutes: evidence.foldedRoutes,
    errors: toErrorVerdicts(evidence.errors, { candidate: candidate.requests, baseline: baseline.requests }),
    budgets: toBudgets(objectives, evidence),
    mix,
    trend: toTrend(evidence),
    settings,
    functions,
    next: toNext({ ...frame, routes, functions }),
  };
}

interface ArmSums {
  readonly requests: number;
  readonly errors: number;
  readonly first: number | null;
  readonly last: number | null;
}

function toSums({ strata, pairs, design }: Evidence): Readonly<Record<'candidate' | 'baseline', ArmSums>> {
  const ofArm = (arm: 'candidate' | 'baseline'): ArmSums => {
    const rows =
      design === 'shadow-pairs'
        ? pairs.map((row) => ({ batch: row.batch, requests: row.pairs, errors: row[`${arm}Errors`] }))
        : strata.map((row) => ({ batch: row.batch, ...row[arm] }));
    const served = rows.filter(({ requests }) => requests > 0);
    return {
      requests: rows.reduce((sum, { requests }) => sum + requests, 0),
      errors: rows.reduce((sum, { errors }) => sum + errors, 0),
      first: served[0]?.batch ?? null,
      last: served.at(-1)?.batch ?? null,
    };
  };
  return { candidate: ofArm('candidate'), baseline: ofArm('baseline') };
}

function toArm(evidence: Evidence, which: 'candidate' | 'baseline', all: ReturnType<typeof toSums>): VerdictArm {
  const arm: EvidenceArm = evidence[which];
  const { requests, errors, first, last } = all[which];
  const routes = Object.keys(arm.durations);
  const both = all.candidate.requests + all.baseline.requests;
  return {
    selector: arm.selector,
    name: arm.name,
    requests,
    errors,
    errorRate: requests === 0 ? null : toSix(errors / requests),
    p50Ms: toQuantileMs(arm, routes, 0.5),
    p95Ms: toQuantileMs(arm, routes, 0.95),
    p99Ms: toQuantileMs(arm, routes, 0.99),
    phases: arm.phases,
    trafficShare: both === 0 ? null : toSix(requests / both),
    firstSeen: toIso(first),
    lastSeen: toIso(last),
  };
}

/** How much of what may fail, or be slow, has: by the objectives of the whole service. */
function toBudgets(objectives: readonly ObjectiveVerdict[], { settings }: Evidence): readonly BudgetVerdict[] {
  return objectives.flatMap(({ kind, route, candidate, baseline }) => {
    const budget = kind === 'errors' ? settings.errors.ceiling : settings.latency.threshold?.budget;
    if (kind === 'latency' || route !== null || budget === undefined) return [];
    const toBurn = (rate: number | null): number | null => (rate === null ? null : toSix(rate / budget));
    return { objective: kind, budget, candidateBurn: toBurn(candidate.rate), baselineBurn: toBurn(baseline.rate) };
  });
}

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
