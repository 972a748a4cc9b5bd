import { toErrorsEffect, toTimeEffect } from './effects.ts';
import type { Evidence } from './evidence.ts';
import type { FamilyState, Peak } from './family-state.ts';
import { toForecasts } from './forecast.ts';
import type { Pace } from './forecast.ts';
import { toSixOf } from './numbers.ts';
import type { Counts, ObjectiveTest } from './objective-test.ts';
import { toObjectiveText } from './sentences.ts';
import { toEvents } from './to-events.ts';
import type { EvidenceLevel, ObjectiveVerdict, Outcome, ThresholdVerdict } from './verdict.ts';

/** Mixes of routes that are nearer than this may be compared by the quantiles of all requests together. */
const sameMix = 0.05;

export interface ObjectiveContext {
  readonly evidence: Evidence;
  readonly family: FamilyState;
  readonly mixDistance: number;
}

export function toObjectiveVerdicts(context: ObjectiveContext): readonly ObjectiveVerdict[] {
  const pace = toPace(context);
  return context.family.objectives.map(({ test, regressed, ok }) => {
    const { evidence, family } = context;
    const { alpha } = evidence.settings;
    const needed = Math.log((2 * family.objectives.length) / alpha);
    const enough = Math.log(1 / alpha);
    const outcome: Outcome = regressed.peakLogE >= needed ? 'regressed' : ok.logE >= enough ? 'ok' : 'undecided';
    const verdict: Omit<ObjectiveVerdict, 'text'> = {
      kind: test.kind,
      route: test.route,
      outcome,
      candidate: toEvents(test.counts.candidateRequests, test.counts.candidateEvents),
      baseline: toEvents(test.counts.baselineRequests, test.counts.baselineEvents),
      effect: toEffect(test, context),
      regressed: toLevel(regressed, needed),
      ok: toLevel(ok, enough),
      thresholds: toThresholds(test, evidence),
      forecasts: outcome === 'undecided' ? toForecasts(test, pace) : [],
    };
    return { ...verdict, text: toObjectiveText(verdict, evidence) };
  });
}

function toLevel({ logE, peakLogE }: Peak, needed: number): EvidenceLevel {
  return { logE: toSixOf(logE), peakLogE: toSixOf(peakLogE), needed: toSixOf(needed) };
}

function toEffect(test: ObjectiveTest, { evidence, mixDistance }: ObjectiveContext): ObjectiveVerdict['effect'] {
  const own = test.route === null ? undefined : evidence.routes.findIndex(({ route }) => route === test.route);
  const names = test.route === null ? evidence.routes.map(({ route }) => route) : [test.route];
  if (test.kind !== 'errors') return toTimeEffect(evidence, names, names.length === 1 || mixDistance < sameMix);
  const apart = new Set(evidence.settings.routes.flatMap(({ route, errors }) => (errors === undefined ? [] : [route])));
  const strata = evidence.strata.filter(({ route }) =>
    own === undefined ? !apart.has(evidence.routes[route]?.route ?? '') : route === own,
  );
  return toErrorsEffect(strata, evidence.settings.alpha);
}

/** Each threshold; of several routes the bounds of the busiest are shown, since every route has its own. */
function toThresholds(test: ObjectiveTest, { routes }: Evidence): readonly ThresholdVerdict[] {
  const shown =
    test.route === null
      ? routes.find(({ bounds }) => bounds.length > 0)
      : routes.find(({ route }) => route === test.route);
  return test.levels.map(({ source, level, counts, slowerLogE, withinLogE }) => {
    const bound = shown?.bounds.find((entry) => entry.level === level);
    return {
      source,
      ms: toSixOf((bound?.nano ?? 0) / 1e6),
      marginMs: toSixOf((bound?.marginNano ?? 0) / 1e6),
      candidate: toEvents(counts.candidateRequests, counts.candidateEvents),
      baseline: toEvents(counts.baselineRequests, counts.baselineEvents),
      regressedLogE: toSixOf(slowerLogE),
      okLogE: toSixOf(withinLogE),
    };
  });
}

function toPace({ evidence, family }: ObjectiveContext): Pace {
  const counts = family.objectives[0]?.test.counts ?? zero;
  const both = counts.candidateRequests + counts.baselineRequests;
  const minutes = evidence.start === null || evidence.end === null ? 0 : (evidence.end - evidence.start) / 60_000;
  return {
    perMinute: minutes === 0 ? 0 : both / minutes,
    candidateShare: both === 0 ? 0 : counts.candidateRequests / both,
    alpha: evidence.settings.alpha,
    objectives: family.objectives.length,
  };
}

const zero: Counts = { candidateRequests: 0, candidateEvents: 0, baselineRequests: 0, baselineEvents: 0 };
