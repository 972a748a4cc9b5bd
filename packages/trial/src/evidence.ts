import type { ErrorGroupRow, PairRow } from '@seatrial/store';
import type { Phase } from '@seatrial/model';
import type { LedgerCoverage } from './ledger/ledger.ts';
import type { Objectives } from './objectives.ts';
import type { Unit } from './options.ts';
import type { Control, Design, Reason } from './verdict.ts';

// Everything that a verdict is made from: counts and what was frozen. Plain JSON, so that a file of it gives the same
// verdict again.

export interface EvidenceArm {
  /** As the selector is written. */
  readonly selector: string;
  /** How a sentence names it. */
  readonly name: string;
  readonly versions: readonly string[];
  /** Requests by phase since the comparison began. */
  readonly phases: Readonly<Record<Phase, number>>;
  /** Of each route, since the comparison began: steady requests by bucket of `toFineBucket`, rising. */
  readonly durations: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

/** A latency that is watched on every route, each at a bound of its own: a quantile of its baseline, or the objective's. */
export interface FrozenLevel {
  readonly source: number | 'objective';
  /** The odds of exceeding the margin over those of exceeding the bound if nothing changed; of all routes together. */
  readonly unchangedOddsRatio: number;
  readonly ceiling: number | null;
}

/** What was frozen of one route at one level, in nanoseconds. */
export interface FrozenBound {
  /** Index of the level. */
  readonly level: number;
  readonly nano: number;
  /** The first edge that is the least difference or more above the bound: what is above it counts as slower. */
  readonly slowerNano: number;
  readonly marginNano: number;
  readonly unchangedOddsRatio: number;
  readonly ceiling: number | null;
}

export interface EvidenceRoute {
  readonly route: string;
  /** Known when the comparison began: in the baseline's history, else in the first batch. */
  readonly known: boolean;
  /** Milliseconds since the Unix epoch: bounds count from the batch after it; null where there was too little to freeze any. */
  readonly frozenAt: number | null;
  readonly bounds: readonly FrozenBound[];
}

/** Counts of one arm in a stratum: requests, errors, and for each bound of its route those above it, above it by the least difference, and above its margin. */
export interface StratumCounts {
  readonly requests: number;
  readonly errors: number;
  readonly above: readonly number[];
  readonly aboveSlower: readonly number[];
  readonly aboveMargin: readonly number[];
}

/** A route and cohort in one batch. */
export interface EvidenceStratum {
  /** Milliseconds since the Unix epoch, start of the batch. */
  readonly batch: number;
  /** Index of the route. */
  readonly route: number;
  readonly cohort: string;
  readonly candidate: StratumCounts;
  readonly baseline: StratumCounts;
}

export interface Evidence {
  readonly schema: 1;
  readonly service: string;
  readonly environment: string;
  readonly design: Design;
  /** Where one served after the other: what the candidate is compared with. Absent in files of before there was a choice. */
  readonly control?: Control | null;
  readonly unit: Unit;
  readonly settings: Objectives;
  readonly batchSeconds: number;
  /** Milliseconds since the Unix epoch, whole batches, half-open; null where there is nothing to compare. */
  readonly start: number | null;
  readonly end: number | null;
  readonly candidate: EvidenceArm;
  readonly baseline: EvidenceArm;
  /** What was found while gathering that numbers cannot say. */
  readonly findings: readonly Reason[];
  readonly levels: readonly FrozenLevel[];
  readonly routes: readonly EvidenceRoute[];
  readonly foldedRoutes: number;
  /** By batch, rising. */
  readonly strata: readonly EvidenceStratum[];
  /** Where the design is of shadow pairs. */
  readonly pairs: readonly PairRow[];
  readonly errors: readonly ErrorGroupRow[];
  /** Of the functions that the candidate changed; absent where nobody knows them. */
  readonly functions?: LedgerCoverage;
}
