import { averageLogE, createCeilingTest, createOddsRatioTest } from '@seatrial/stats';
import type { PairRow } from '@seatrial/store';
import type { Evidence } from './evidence.ts';
import { createPeak, raiseObjectives } from './family-state.ts';
import type { FamilyState, Look } from './family-state.ts';
import type { ErrorObjective } from './objectives.ts';
import { createCounts } from './objective-test.ts';
import type { ObjectiveTest } from './objective-test.ts';

/** The share of mirrored requests that may be slower by more than the factor without being a change. */
const slowerCeiling = 0.05;

/** Pairs of requests that ended differently: of each, only one had the event. */
interface Pairs {
  readonly pairs: number;
  readonly candidateOnly: number;
  readonly baselineOnly: number;
  readonly candidateEvents: number;
  readonly baselineEvents: number;
}

/**
 * Given that a pair disagrees, which of the two it is has the odds ratio as its odds: McNemar's test as an e-process, in
 * the rare form of the odds-ratio test with an even split.
 */
function createPairTest(kind: 'errors' | 'latency', { ceiling, factor, regressedFactor }: ErrorObjective) {
  const worse = createOddsRatioTest({ oddsRatio: regressedFactor, model: 'rare' });
  const within = createOddsRatioTest({ direction: 'below', oddsRatio: factor, model: 'rare' });
  const below = createCeilingTest({ ceiling });
  const counts = createCounts();
  const test: ObjectiveTest = {
    kind,
    route: null,
    add: () => undefined,
    get regressedLogE() {
      return worse.logE;
    },
    get okLogE() {
      return averageLogE([within.logE, below.logE]);
    },
    counts,
    worse: undefined,
    okTests: [],
    levels: [],
  };
  return {
    test,
    addPairs({ pairs, candidateOnly, baselineOnly, candidateEvents, baselineEvents }: Pairs): void {
      const stratum = {
        candidateTotal: 1,
        candidateEvents: candidateOnly,
        baselineTotal: 1,
        baselineEvents: baselineOnly,
      };
      worse.add(stratum);
      within.add(stratum);
      below.add({ total: pairs, events: candidateEvents });
      counts.candidateRequests += pairs;
      counts.baselineRequests += pairs;
      counts.candidateEvents += candidateEvents;
      counts.baselineEvents += baselineEvents;
    },
  };
}

function toErrors(row: PairRow): Pairs {
  const { pairs, candidateOnly, baselineOnly, candidateErrors, baselineErrors } = row;
  return { pairs, candidateOnly, baselineOnly, candidateEvents: candidateErrors, baselineEvents: baselineErrors };
}

function toSlower({ pairs, candidateSlower, baselineSlower }: PairRow): Pairs {
  return {
    pairs,
    candidateOnly: candidateSlower,
    baselineOnly: baselineSlower,
    candidateEvents: candidateSlower,
    baselineEvents: baselineSlower,
  };
}

/** The family of a comparison of mirrored requests with their originals. */
export function createPairFamily({ pairs, settings }: Evidence): FamilyState {
  const errors = createPairTest('errors', settings.errors);
  const latency = createPairTest('latency', { ...settings.errors, ceiling: slowerCeiling });
  const objectives = [errors, latency].map(({ test }) => ({ test, regressed: createPeak(), ok: createPeak() }));
  const family = createPeak();
  const needed = Math.log(2 / settings.alpha);
  let regressedIn: number | null = null;
  const batches = [...new Set(pairs.map(({ batch }) => batch))];
  const looks: Look[] = [];
  for (const batch of batches) {
    for (const row of pairs.filter((pair) => pair.batch === batch)) {
      errors.addPairs(toErrors(row));
      latency.addPairs(toSlower(row));
    }
    looks.push(raiseObjectives(objectives, family, batch));
    if (regressedIn === null && family.logE >= needed) regressedIn = batch;
  }
  return {
    objectives,
    family,
    routes: new Map(),
    regressedIn,
    looks,
    alone: { requests: 0, logE: 0 },
  };
}
