import { toControl } from './control.ts';
import type { Evidence } from './evidence.ts';
import { formatShare, formatSpan, formatTime, formatTimes, formatWhole } from './format-number.ts';
import type { Effect, Events, ObjectiveVerdict, RouteVerdict, Verdict } from './verdict.ts';

/** What an objective comes to, for people. */
export function toObjectiveText(
  objective: Omit<ObjectiveVerdict, 'text'>,
  { settings }: Pick<Evidence, 'settings'>,
): string {
  const { kind, route, outcome, candidate, baseline, effect } = objective;
  const where = route === null ? '' : ` on ${route}`;
  if (kind === 'errors') {
    const counts = `${formatShare(candidate.rate)} of ${formatWhole(candidate.requests)} fail against ${formatShare(baseline.rate)} of ${formatWhole(baseline.requests)}`;
    if (candidate.events + baseline.events === 0 && candidate.requests > 0)
      return `Nothing failed${where}, in ${formatWhole(candidate.requests)} and ${formatWhole(baseline.requests)} requests.`;
    if (outcome === 'regressed') return `${toMoreOften(candidate, baseline, effect)}${where}: ${counts}.`;
    const own = { ...settings.errors, ...settings.routes.find((entry) => entry.route === route)?.errors };
    if (outcome === 'ok')
      return `Fails less than ${formatTimes(own.factor)} as often, or less than ${formatShare(own.ceiling)} of requests${where}: ${counts}.`;
    return `Not shown either way${where}: ${counts}.`;
  }
  if (candidate.requests === 0)
    return `Latency is not judged yet${where}: too few requests of the baseline to freeze thresholds.`;
  const own = { ...settings.latency, ...settings.routes.find((entry) => entry.route === route)?.latency };
  if (kind === 'latency-threshold') {
    const over = `${formatShare(candidate.rate)} take longer than ${formatTime(own.threshold?.ms ?? null)} against ${formatShare(baseline.rate)}`;
    return `${outcome === 'regressed' ? 'More are too slow' : outcome === 'ok' ? 'As fast as it has to be' : 'Not shown either way'}${where}: ${over}.`;
  }
  const slowest = toSlowest(objective);
  const over =
    slowest === undefined
      ? ''
      : `: ${formatShare(slowest.candidate.rate)} exceed what ${formatShare(slowest.baseline.rate)} of the baseline's do (its p${formatQuantile(slowest.source)})`;
  if (outcome === 'regressed') return `Slower${where}${over}.`;
  if (outcome === 'ok') return `At most ${formatShare(own.factor - 1)} slower${where}, from the middle to the tail.`;
  return `Not shown either way${where}${over}.`;
}

/** By the rates; where routes hide it from them, by the odds of the same routes. */
function toMoreOften(candidate: Events, baseline: Events, effect: Effect): string {
  const factor = (candidate.rate ?? 0) / (baseline.rate ?? 0);
  if (!Number.isFinite(factor)) return 'Fails, and the baseline does not';
  if (factor > 1.05) return `Fails ${formatTimes(factor)} as often`;
  return `Fails more often on the same routes${effect.estimate === null ? '' : ` (${formatTimes(effect.estimate)} the odds)`}`;
}

/** The threshold with the most evidence of being slower. */
export function toSlowest({
  thresholds,
}: Pick<ObjectiveVerdict, 'thresholds'>): ObjectiveVerdict['thresholds'][number] | undefined {
  return thresholds.reduce<ObjectiveVerdict['thresholds'][number] | undefined>(
    (most, threshold) => (most === undefined || threshold.regressedLogE > most.regressedLogE ? threshold : most),
    undefined,
  );
}

export function formatQuantile(source: number | 'objective'): string {
  return source === 'objective' ? '' : String(Math.round(source * 1000) / 10);
}

/** `new` and `gone` routes, each in a sentence. */
export function toPresenceTexts(routes: readonly RouteVerdict[]): readonly string[] {
  return routes.flatMap(({ route, presence, renamedTo, candidate, baseline }) => {
    if (presence === 'renamed')
      return `${route} vanished and ${renamedTo} appeared with about as much traffic: renamed? They are not compared.`;
    if (presence === 'baseline-only')
      return `${route} vanished: the baseline had ${formatWhole(baseline.requests)} requests of it, the candidate none.`;
    if (presence === 'candidate-only')
      return `${route} is new: ${formatWhole(candidate.requests)} requests, nothing to compare them with.`;
    return [];
  });
}

/** What a candidate is compared with that served after the baseline. */
export function toControlText(evidence: Evidence): string {
  const { candidate, baseline } = evidence;
  const gone = `${baseline.name} no longer served when ${candidate.name} did`;
  return toControl(evidence) === 'week-before'
    ? `${gone}: compared with its requests of the same hours of the week before.`
    : `${gone}: compared with its requests of the time just before, since there are none of the same hours of the week before.`;
}

/** What is missing for a decision. */
export function toMissingText(objectives: readonly ObjectiveVerdict[], minimum: number): string {
  const ok = objectives
    .filter(({ outcome }) => outcome === 'undecided')
    .flatMap(({ forecasts }) => forecasts.filter(({ outcome }) => outcome === 'ok'));
  const never = ok.some(({ minutes }) => minutes === null);
  const longest = Math.max(0, minimum, ...ok.map(({ minutes }) => minutes ?? 0));
  const parts: string[] = [];
  if (never) parts.push('At this traffic OK cannot be shown');
  else if (ok.length > 0 || minimum > 0)
    parts.push(`${formatSpan(longest).replace('about', 'About')} more at this traffic if nothing is wrong`);
  const worse =
    objectives
      .find(({ kind, route }) => kind === 'errors' && route === null)
      ?.forecasts.filter(({ outcome }) => outcome === 'regressed') ?? [];
  for (const { factor, minutes } of worse) {
    const what = factor >= 2 ? `${factor} times as many errors` : `${Math.round((factor - 1) * 100)} % more errors`;
    parts.push(
      minutes === null ? `${what} cannot be shown at this traffic` : `${what} would show in ${formatSpan(minutes)}`,
    );
  }
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}

/** The headline: the verdict, who it is about, and the one thing behind it. */
export function toHeadline(
  verdict: Pick<Verdict, 'verdict' | 'service' | 'candidate' | 'baseline' | 'design'>,
  reason: string,
): string {
  const { service, candidate, baseline, design } = verdict;
  const against = design === 'none' ? '' : ` against ${baseline.name}`;
  const who = candidate.name === 'nothing' ? service : `${service} ${candidate.name}${against}`;
  return `${verdict.verdict.toUpperCase()}: ${who}. ${reason}`;
}
