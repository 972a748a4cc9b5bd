import type { Context } from '@opentelemetry/api';
import { api } from './api.ts';
import type { Decision } from './decision.ts';
import type { Tally } from './evaluation-counter.ts';
import type { CountedEvaluation } from './evaluation-events.ts';
import { needState } from './span-state.ts';
import type { SpanState } from './span-state.ts';

/**
 * Where something was recorded last: what follows is in the same place nearly always. What belongs to the request lies
 * with its state: of an old object that points to a young one V8's collector takes a note each time.
 */
export interface Place {
  /** How often it was another one. */
  visit: number;
  state: SpanState | undefined;
  /** The decision that was recorded here last. */
  decision: Decision | undefined;
  /** Whom it was for, where subjects go out. */
  subject: unknown;
  /** How many values had changed in the scope by then. */
  changes: number;
  /** Where it is counted. */
  tally: Tally | undefined;
  counted: CountedEvaluation | undefined;
}

export function createPlace(): Place {
  return {
    visit: 0,
    state: undefined,
    decision: undefined,
    subject: undefined,
    changes: 0,
    tally: undefined,
    counted: undefined,
  };
}

export function goTo(place: Place, active: Context): void {
  if (place.state?.active === active) return;
  const state = needState(api.trace.getSpan(active));
  place.visit += 1;
  place.decision = undefined;
  place.state = state;
  if (state !== undefined && !state.ended) state.active = active;
}

/** True in the place of the last decision, as long as no value has changed in its scope since. */
export function isSettled(active: Context, { state, decision, changes }: Place): boolean {
  if (state === undefined || state.active !== active || decision === undefined) return false;
  const { root } = state;
  return root !== undefined && !root.ended && root.changes === changes;
}
