import { createCeilingTest, selectDiscoveries } from '@seatrial/stats';
import { createErrorTest } from './error-test.ts';
import type { Evidence, EvidenceStratum } from './evidence.ts';
import { toLatencyObjective } from './freeze.ts';
import { createLatencyObjectiveTest } from './latency-objective-test.ts';
import type { ObjectiveTest } from './objective-test.ts';
import { createRouteTest } from './route-test.ts';
import { createPeak, raise, raiseObjectives } from './family-state.ts';
import type { FamilyState, Look, RouteState } from './family-state.ts';
import { createPairFamily } from './pairs.ts';

/** The share of the list's α that routes known at the start have; what came later shares the rest. */
const knownShare = 0.9;

/** The tests of a verdict: errors and latency of the service, and of routes with objectives of their own. */
function createObjectives(
  evidence: Evidence,
): readonly { readonly test: ObjectiveTest; readonly about: (route: number) => boolean }[] {
  const { settings, design, routes, levels } = evidence;
  const indexes = (own: (entry: (typeof settings.routes)[number]) => boolean): ReadonlySet<number> =>
    new Set(
      routes.flatMap(({ route }, index) =>
        settings.routes.some((entry) => entry.route === route && own(entry)) ? [index] : [],
      ),
    );
  const ownErrors = indexes(({ errors }) => errors !== undefined);
  const ownLatency = indexes(({ latency }) => latency !== undefined);
  const all = levels.map((frozen, index) => ({ index, frozen }));
  const quantiles = all.filter(({ frozen }) => frozen.source !== 'objective');
  const objective = all.filter(({ frozen }) => frozen.source === 'objective');
  const shared = { route: null, design, routes };
  return [
    { test: createErrorTest(settings.errors, null, design), about: (route) => !ownErrors.has(route) },
    ...(quantiles.length === 0
      ? []
      : [
          {
            test: createLatencyObjectiveTest({ ...shared, kind: 'latency', levels: quantiles }),
            about: (route: number) => !ownLatency.has(route),
          },
        ]),
    ...(settings.latency.threshold === undefined || objective.length === 0
      ? []
      : [
          {
            test: createLatencyObjectiveTest({ ...shared, kind: 'latency-threshold', levels: objective }),
            about: (route: number) => !ownLatency.has(route),
          },
        ]),
    ...settings.routes.flatMap(({ route, errors, latency }) => {
      const index = routes.findIndex((entry) => entry.route === route);
      // A route that was not seen has its objectives as well: without data none of them is met.
      const about = (other: number): boolean => other === index;
      return [
        ...(errors === undefined
          ? []
          : [{ test: createErrorTest({ ...settings.errors, ...errors }, route, design), about }]),
        ...(latency === undefined ? [] : createRouteLatency(evidence, route).map((test) => ({ test, about }))),
      ];
    }),
  ];
}

/** The latency tests of one route by itself: what was frozen of it, else what was of the service. */
function createRouteLatency({ routes, levels, design, settings }: Evidence, route: string): readonly ObjectiveTest[] {
  const bounds = routes.find((entry) => entry.route === route)?.bounds ?? [];
  const own = levels.map((shared, index) => {
    const { unchangedOddsRatio, ceiling } = bounds.find(({ level }) => level === index) ?? shared;
    return { index, frozen: { source: shared.source, unchangedOddsRatio, ceiling } };
  });
  const create = (kind: 'latency' | 'latency-threshold', chosen: typeof own): readonly ObjectiveTest[] =>
    chosen.length === 0 ? [] : [createLatencyObjectiveTest({ kind, route, design, levels: chosen, routes })];
  const quantiles = own.filter(({ frozen }) => frozen.source !== 'objective');
  const objective = own.filter(({ frozen }) => frozen.source === 'objective');
  const wanted = toLatencyObjective(route, settings).threshold !== undefined;
  return [...create('latency', quantiles), ...create('latency-threshold', wanted ? objective : [])];
}

/** Goes through the batches in their order and looks after each: what was reached once was reached. */
export function runFamily(evidence: Evidence): FamilyState {
  if (evidence.design === 'shadow-pairs') return createPairFamily(evidence);
  const { settings, strata, routes } = evidence;
  const objectives = createObjectives(evidence).map((entry) => ({
    ...entry,
    regressed: createPeak(),
    ok: createPeak(),
  }));
  const family = createPeak();
  const states = new Map<number, RouteState>();
  const alone = createCeilingTest({ ceiling: settings.errors.ceiling });
  const needed = Math.log(2 / settings.alpha);
  const known = routes.filter((route) => route.known).length;
  const looks: Look[] = [];
  let [late, aloneRequests] = [0, 0];
  let regressedIn: number | null = null;
  for (const batch of toBatches(strata)) {
    for (const stratum of batch) {
      for (const { test, about } of objectives) if (about(stratum.route)) test.add(stratum);
      if (stratum.baseline.requests === 0) {
        aloneRequests += stratum.candidate.requests;
        alone.add({ total: stratum.candidate.requests, events: stratum.candidate.errors });
      }
      if (stratum.baseline.requests === 0 || stratum.candidate.requests === 0) continue;
      let state = states.get(stratum.route);
      if (state === undefined) {
        const isKnown = routes[stratum.route]?.known === true;
        if (!isKnown) late += 1;
        // Shares add up to 1 at most: 0.9 in equal parts, 0.1 as Σ 1/(j(j + 1)).
        const logShare = isKnown ? Math.log(knownShare / known) : Math.log((1 - knownShare) / (late * (late + 1)));
        state = {
          test: createRouteTest(evidence, stratum.route),
          level: createPeak(),
          logShare,
          listed: false,
        };
        states.set(stratum.route, state);
      }
      state.test.add(stratum);
    }
    looks.push(raiseObjectives(objectives, family, batch[0]?.batch ?? 0));
    for (const state of states.values()) raise(state.level, state.test.logE);
    const list = selectListed(states, settings.alpha / 2);
    if (regressedIn === null && (family.logE >= needed || list.length > 0)) {
      regressedIn = batch[0]?.batch ?? null;
      for (const state of list) state.listed = true;
    }
  }
  for (const state of selectListed(states, settings.alpha / 2)) state.listed = true;
  return {
    objectives,
    family,
    routes: states,
    regressedIn,
    looks,
    alone: { requests: aloneRequests, logE: alone.logE },
  };
}

/** e-BH with shares of α that were fixed beforehand (weighted e-BH, Wang & Ramdas 2022, section 5). */
function selectListed(states: ReadonlyMap<number, RouteState>, alpha: number): readonly RouteState[] {
  const routes = [...states.values()];
  const weighted = routes.map(({ level, logShare }) => level.logE + logShare + Math.log(routes.length));
  return selectDiscoveries(weighted, alpha).flatMap((index) => routes[index] ?? []);
}

/** Strata of one batch after the other. */
function* toBatches(strata: readonly EvidenceStratum[]): Generator<readonly EvidenceStratum[]> {
  let from = 0;
  for (let to = 1; to <= strata.length; to += 1)
    if (strata[to]?.batch !== strata[from]?.batch) {
      yield strata.slice(from, to);
      from = to;
    }
}
