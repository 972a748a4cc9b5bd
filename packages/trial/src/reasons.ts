import type { Evidence } from './evidence.ts';
import type { FamilyState } from './family-state.ts';
import { formatShare, formatTime, formatTimes, formatWhole } from './format-number.ts';
import { formatQuantile, toControlText, toMissingText, toPresenceTexts, toSlowest } from './sentences.ts';
import type { ObjectiveVerdict, Outcome, Reason, ReasonCode, RouteVerdict, VerdictArm } from './verdict.ts';

/** Findings with which a comparison can still be judged. */
const harmless: ReadonlySet<ReasonCode> = new Set(['equal-release']);
/** The share of the candidate's requests that may have no counterpart without a word. */
const aloneShare = 0.05;

export interface ReasonContext {
  readonly evidence: Evidence;
  readonly family: FamilyState;
  readonly objectives: readonly ObjectiveVerdict[];
  readonly routes: readonly RouteVerdict[];
  readonly candidate: VerdictArm;
  readonly baseline: VerdictArm;
}

/** The verdict, and why; the most important reason first. */
export function toReasons(context: ReasonContext): { readonly outcome: Outcome; readonly reasons: readonly Reason[] } {
  const { evidence, family, objectives, routes, candidate } = context;
  const blocking = evidence.findings.filter(({ code }) => !harmless.has(code));
  const notes = evidence.findings.filter(({ code }) => harmless.has(code));
  if (blocking.length > 0) return { outcome: 'undecided', reasons: [...blocking, ...notes] };
  if (family.regressedIn !== null)
    return {
      outcome: 'regressed',
      reasons: [...toWorse(context), ...toAfter(evidence), ...notes, ...toSetting(context)],
    };
  if (candidate.requests === 0) {
    const text = `${evidence.candidate.name} has had ${formatWhole(evidence.candidate.phases.warm)} requests, all while its processes were young: none is judged yet.`;
    return { outcome: 'undecided', reasons: [{ code: 'no-candidate-traffic', text }] };
  }
  const held = toHeld(context);
  const met = objectives.length > 0 && objectives.every(({ outcome }) => outcome === 'ok');
  if (met && held.length === 0) return { outcome: 'ok', reasons: [toMet(context), ...notes, ...toSetting(context)] };
  const shared = routes.some(({ candidate: one, baseline: other }) => one.requests > 0 && other.requests > 0);
  const gone = toGone(context);
  const missing = toMissingText(objectives, toMinutesUntilMinimum(context));
  const unshared: Reason = {
    code: 'no-shared-routes',
    text: 'No route had requests of both in the same batch, so that nothing could be compared.',
  };
  const needs: readonly Reason[] =
    met || missing === '' || gone.length > 0
      ? []
      : [{ code: missing.startsWith('At this traffic') ? 'not-at-this-traffic' : 'needs-more-traffic', text: missing }];
  const first =
    evidence.design === 'before-after' ? held : shared || evidence.design === 'shadow-pairs' ? [] : [unshared];
  const rest = evidence.design === 'before-after' ? [] : held;
  const reasons = [...first, ...gone, ...needs, ...rest, ...notes, ...toSetting(context)];
  const nothing: Reason = { code: 'needs-more-traffic', text: 'There are too few requests to say anything yet.' };
  return { outcome: 'undecided', reasons: reasons.length === 0 ? [nothing] : reasons };
}

/** Where the baseline no longer serves, more traffic of the candidate shows no difference. */
function toGone({ evidence, candidate, baseline }: ReasonContext): readonly Reason[] {
  if (evidence.design !== 'concurrent' || candidate.lastSeen === null || baseline.lastSeen === null) return [];
  const silent = Date.parse(candidate.lastSeen) - Date.parse(baseline.lastSeen);
  if (silent <= 2 * evidence.batchSeconds * 1000) return [];
  const text = `${baseline.name} has had no request since ${baseline.lastSeen.slice(11, 16)} UTC, and what came after that cannot be compared side by side.`;
  return [{ code: 'no-baseline-traffic', text }];
}

/** Whoever hears of a regression should know that it is against another time. */
function toAfter(evidence: Evidence): readonly Reason[] {
  return evidence.design === 'before-after' ? [{ code: 'before-after', text: toControlText(evidence) }] : [];
}

/** What speaks against OK though no objective does. */
function toHeld({ evidence, family, routes, candidate }: ReasonContext): readonly Reason[] {
  const { settings, design } = evidence;
  const reasons: Reason[] = [];
  if (design === 'before-after') {
    const text = `${toControlText(evidence)} Before and after is no proof that all is well, since everything else changed as well. Nothing speaks for twice as many errors, nor for a slowdown beyond ${formatShare(settings.latency.factor - 1)}.`;
    reasons.push({ code: 'before-after', text });
  }
  if (candidate.requests < settings.minimumRequests) {
    const text = `Nothing is OK before ${formatWhole(settings.minimumRequests)} requests of the candidate; there are ${formatWhole(candidate.requests)}.`;
    reasons.push({ code: 'below-minimum-traffic', text });
  }
  const { requests, logE } = family.alone;
  if (requests > aloneShare * candidate.requests && logE < Math.log(1 / settings.alpha)) {
    const text = `${formatShare(requests / candidate.requests)} of the candidate's requests have no counterpart, and are too few to be shown to fail less than ${formatShare(settings.errors.ceiling)}.`;
    reasons.push({ code: 'new-routes', text });
  }
  if (routes.some(({ presence }) => presence === 'baseline-only' || presence === 'renamed'))
    reasons.push({
      code: 'vanished-routes',
      text: toPresenceTexts(
        routes.filter(({ presence }) => presence === 'baseline-only' || presence === 'renamed'),
      ).join(' '),
    });
  return reasons;
}

function toWorse({ evidence, objectives, routes, family }: ReasonContext): readonly Reason[] {
  const reasons = objectives.flatMap((objective): readonly Reason[] => {
    if (objective.outcome !== 'regressed') return [];
    return [
      objective.kind === 'errors'
        ? { code: 'errors-worse', text: objective.text }
        : { code: 'slower', text: toSlowerText(objective, routes) },
    ];
  });
  const listed = routes
    .filter(({ outcome }) => outcome === 'regressed')
    .map((route): Reason => ({ code: 'route-worse', text: toRouteText(route, evidence, family) }));
  const all = [...reasons, ...listed];
  if (all.length > 0) return all;
  const strongest = objectives.toSorted((a, b) => b.regressed.peakLogE - a.regressed.peakLogE)[0];
  return strongest === undefined
    ? []
    : [{ code: strongest.kind === 'errors' ? 'errors-worse' : 'slower', text: strongest.text }];
}

function toSlowerText(objective: ObjectiveVerdict, routes: readonly RouteVerdict[]): string {
  if (objective.kind === 'latency-threshold') return objective.text;
  const slowest = toSlowest(objective);
  const worst = routes
    .filter(({ candidateP95Ms, baselineP95Ms }) => candidateP95Ms !== null && baselineP95Ms !== null)
    .toSorted(
      (a, b) => (b.candidateP95Ms ?? 0) / (b.baselineP95Ms ?? 1) - (a.candidateP95Ms ?? 0) / (a.baselineP95Ms ?? 1),
    )[0];
  const p95 =
    worst === undefined
      ? ''
      : ` ${worst.route} has its p95 at ${formatTime(worst.candidateP95Ms)} against ${formatTime(worst.baselineP95Ms)}.`;
  if (slowest === undefined) return `Slower.${p95}`;
  const share = `${formatShare(slowest.candidate.rate)} of requests exceed the baseline's p${formatQuantile(slowest.source)}, which ${formatShare(slowest.baseline.rate)} of its own do`;
  return `Slower: ${share}.${p95}`;
}

function toRouteText(
  { route, candidate, baseline, candidateP95Ms, baselineP95Ms }: RouteVerdict,
  evidence: Evidence,
  family: FamilyState,
): string {
  const index = evidence.routes.findIndex((entry) => entry.route === route);
  const test = family.routes.get(index)?.test;
  if (test !== undefined && test.errorsLogE >= test.slowerLogE) {
    const factor = (candidate.rate ?? 0) / (baseline.rate ?? 0);
    const times = Number.isFinite(factor) ? `fails ${formatTimes(factor)} as often` : 'fails';
    return `${route} ${times}: ${formatShare(candidate.rate)} of ${formatWhole(candidate.requests)} against ${formatShare(baseline.rate)} of ${formatWhole(baseline.requests)}.`;
  }
  return `${route} is slower: its p95 is ${formatTime(candidateP95Ms)} against ${formatTime(baselineP95Ms)}.`;
}

function toMet({ evidence, objectives, candidate }: ReasonContext): Reason {
  const { errors, latency } = evidence.settings;
  const none = objectives.find(({ kind }) => kind === 'errors')?.candidate.events === 0;
  const fails = none
    ? `Nothing failed in ${formatWhole(candidate.requests)} requests, so that fewer than ${formatShare(errors.ceiling)} do`
    : `It fails less than ${formatTimes(errors.factor)} as often, or less than ${formatShare(errors.ceiling)} of requests`;
  const text = `${fails}; it takes at most ${formatShare(latency.factor - 1)} longer.`;
  return { code: none ? 'no-errors' : 'all-objectives-met', text };
}

/** What a reader should know of the comparison itself. */
function toSetting({ routes, evidence }: ReasonContext): readonly Reason[] {
  if (evidence.design === 'shadow-pairs') return [];
  const fresh = toPresenceTexts(routes.filter(({ presence }) => presence === 'candidate-only'));
  return fresh.slice(0, 3).map((text): Reason => ({ code: 'new-routes', text }));
}

function toMinutesUntilMinimum({ evidence, candidate }: ReasonContext): number {
  const { start, end, settings } = evidence;
  const missing = settings.minimumRequests - candidate.requests;
  if (missing <= 0 || start === null || end === null || candidate.requests === 0) return 0;
  return (missing / candidate.requests) * ((end - start) / 60_000);
}
