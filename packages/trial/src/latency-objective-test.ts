import { createLatencyTest } from '@seatrial/stats';
import type { EvidenceRoute, EvidenceStratum, FrozenLevel, StratumCounts } from './evidence.ts';
import { createCounts } from './objective-test.ts';
import type { Counts, ObjectiveTest } from './objective-test.ts';
import type { Design } from './verdict.ts';

export interface LatencyTestOptions {
  readonly kind: 'latency' | 'latency-threshold';
  readonly route: string | null;
  readonly design: Design;
  /** Those watched, with their index among all. */
  readonly levels: readonly { readonly index: number; readonly frozen: FrozenLevel }[];
  readonly routes: readonly EvidenceRoute[];
}

/** Requests above the thresholds of their routes, all routes of the objective together. */
export function createLatencyObjectiveTest(options: LatencyTestOptions): ObjectiveTest {
  const { kind, route, design, levels, routes } = options;
  const test = createLatencyTest(
    levels.map(({ frozen: { unchangedOddsRatio, ceiling } }) => ({
      unchangedOddsRatio,
      ...(ceiling !== null && { ceiling }),
    })),
  );
  const places = routes.map(({ bounds }) =>
    levels.map(({ index }) => bounds.findIndex(({ level }) => level === index)),
  );
  const counts = levels.map(() => createCounts());
  return {
    kind,
    route,
    add(stratum) {
      const entries = (places[stratum.route] ?? []).map((place) => toExceedance(stratum, place, design));
      if (entries.every(({ candidateTotal, baselineTotal }) => candidateTotal + baselineTotal === 0)) return;
      test.add(entries.map((entry) => ({ ...entry, candidateAbove: entry.candidateSlower })));
      for (const [index, entry] of entries.entries()) {
        addTo(counts[index], entry);
      }
    },
    get regressedLogE() {
      return test.slowerLogE;
    },
    get okLogE() {
      return test.withinLogE;
    },
    // The highest threshold below the tail stands for the whole in a table: every level is in `levels`.
    get counts() {
      return counts.find((_, index) => levels[index]?.frozen.source === 0.95) ?? counts[0] ?? createCounts();
    },
    worse: undefined,
    get okTests() {
      return levels.map(({ frozen }, index) => {
        const { within, ceiling } = test.thresholds[index] ?? {};
        return {
          within: within?.components ?? [],
          oddsRatio: 1,
          unchanged: frozen.unchangedOddsRatio,
          below:
            ceiling === undefined || frozen.ceiling === null
              ? undefined
              : { components: ceiling.components, ceiling: frozen.ceiling },
          counts: counts[index] ?? createCounts(),
        };
      });
    },
    get levels() {
      return levels.map(({ index: level, frozen: { source } }, index) => ({
        source,
        level,
        counts: counts[index] ?? createCounts(),
        slowerLogE: test.thresholds[index]?.slower.logE ?? 0,
        withinLogE: test.thresholds[index]?.withinLogE ?? 0,
      }));
    },
  };
}

interface Exceeding {
  readonly candidateTotal: number;
  /** What a table shows. */
  readonly candidateAbove: number;
  /** What counts as slower: those above the bound by the least difference at least. */
  readonly candidateSlower: number;
  readonly candidateAboveMargin: number;
  readonly baselineTotal: number;
  readonly baselineAbove: number;
}

/** Where a route has no such bound, or the batch froze it, a stratum says nothing. Before and after the margin is granted. */
export function toExceedance({ candidate, baseline }: EvidenceStratum, place: number, design: Design): Exceeding {
  const [total, margin] = [toCount(candidate, 'above', place), toCount(candidate, 'aboveMargin', place)];
  const slower = toCount(candidate, 'aboveSlower', place);
  const known = (counts: StratumCounts): number => (place >= 0 && counts.above.length > 0 ? counts.requests : 0);
  return {
    candidateTotal: known(candidate),
    candidateAbove: design === 'before-after' ? margin : total,
    candidateSlower: design === 'before-after' ? Math.min(margin, slower) : slower,
    candidateAboveMargin: margin,
    baselineTotal: known(baseline),
    baselineAbove: toCount(baseline, 'above', place),
  };
}

function toCount(counts: StratumCounts, which: 'above' | 'aboveSlower' | 'aboveMargin', place: number): number {
  return counts[which][place] ?? 0;
}

function addTo(counts: Counts | undefined, entry: Exceeding): void {
  if (counts === undefined) return;
  counts.candidateRequests += entry.candidateTotal;
  counts.candidateEvents += entry.candidateAbove;
  counts.baselineRequests += entry.baselineTotal;
  counts.baselineEvents += entry.baselineAbove;
}
