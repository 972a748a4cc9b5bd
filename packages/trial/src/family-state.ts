import { averageLogE } from '@seatrial/stats';
import type { ObjectiveTest } from './objective-test.ts';
import type { RouteTest } from './route-test.ts';

/** ln of an e-value now, and the largest at the end of any batch. */
export interface Peak {
  logE: number;
  peakLogE: number;
}

/** An objective's test with what the looks after each batch have seen. */
export interface ObjectiveState {
  readonly test: ObjectiveTest;
  readonly regressed: Peak;
  readonly ok: Peak;
}

export interface RouteState {
  readonly test: RouteTest;
  readonly level: Peak;
  /** ln of its part of the list's α, fixed when the route first came. */
  logShare: number;
  listed: boolean;
}

/** The evidence after a batch: ln of the average for REGRESSED, and of the least of the objectives' for OK. */
export interface Look {
  /** Milliseconds since the Unix epoch, start of the batch. */
  readonly batch: number;
  readonly regressedLogE: number;
  readonly okLogE: number;
}

/** Everything that was computed batch by batch. */
export interface FamilyState {
  readonly objectives: readonly ObjectiveState[];
  readonly family: Peak;
  readonly routes: ReadonlyMap<number, RouteState>;
  /** Milliseconds since the Unix epoch: start of the batch in which REGRESSED was first reached. */
  readonly regressedIn: number | null;
  /** One for each batch with requests, by time. */
  readonly looks: readonly Look[];
  /** Candidate requests without a baseline's beside them, and the evidence that they fail less than the ceiling. */
  readonly alone: { readonly requests: number; readonly logE: number };
}

export function createPeak(): Peak {
  return { logE: 0, peakLogE: 0 };
}

/** Looks at the objectives, and at their average, when a batch has come. */
export function raiseObjectives(objectives: readonly ObjectiveState[], family: Peak, batch: number): Look {
  for (const { test, regressed, ok } of objectives) {
    raise(regressed, test.regressedLogE);
    raise(ok, test.okLogE);
  }
  raise(family, averageLogE(objectives.map(({ regressed }) => regressed.logE)));
  return { batch, regressedLogE: family.logE, okLogE: Math.min(...objectives.map(({ ok }) => ok.logE)) };
}

export function raise(level: Peak, logE: number): void {
  level.logE = logE;
  level.peakLogE = Math.max(level.peakLogE, logE);
}
