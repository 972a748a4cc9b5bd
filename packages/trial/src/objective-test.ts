import type { Component } from '@seatrial/stats';
import type { EvidenceStratum } from './evidence.ts';
import type { ObjectiveVerdict } from './verdict.ts';

/** Requests and how many of them had the event that an objective is about. */
export interface Counts {
  candidateRequests: number;
  candidateEvents: number;
  baselineRequests: number;
  baselineEvents: number;
}

export function createCounts(): Counts {
  return { candidateRequests: 0, candidateEvents: 0, baselineRequests: 0, baselineEvents: 0 };
}

/** A test for staying within limits, as a forecast needs it. */
export interface OkTest {
  readonly within: readonly Component[];
  /** The odds ratio that is refuted. */
  readonly oddsRatio: number;
  /** The odds ratio that is expected where nothing changed. */
  readonly unchanged: number;
  readonly below: { readonly components: readonly Component[]; readonly ceiling: number } | undefined;
  readonly counts: Counts;
}

/** What one objective has seen so far. */
export interface ObjectiveTest {
  readonly kind: ObjectiveVerdict['kind'];
  /** Null for the service. */
  readonly route: string | null;
  /** Takes in a stratum that the objective is about. */
  add(stratum: EvidenceStratum): void;
  readonly regressedLogE: number;
  readonly okLogE: number;
  readonly counts: Counts;
  /** The test of being worse, for a forecast; undefined where no single rate says how it would go on. */
  readonly worse: { readonly components: readonly Component[]; readonly oddsRatio: number } | undefined;
  /** What has all to be shown for OK. */
  readonly okTests: readonly OkTest[];
  readonly levels: readonly LevelState[];
}

/** One threshold of a latency objective. */
interface LevelState {
  readonly source: number | 'objective';
  /** Its index among the levels of the evidence. */
  readonly level: number;
  readonly counts: Counts;
  readonly slowerLogE: number;
  readonly withinLogE: number;
}
