import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { api } from './api.ts';
import { createContextKey, isSaid, recordCohort, recordContext } from './context-keys.ts';
import type { Properties } from './context-keys.ts';
import type { Decision } from './decision.ts';
import type { Cohorts, FlagEvaluation } from './evaluation.ts';
import type { EvaluationCounter } from './evaluation-counter.ts';
import { countEvaluation } from './evaluation-events.ts';
import { toFlagMark } from './known-names.ts';
import type { KnownName, KnownNames } from './known-names.ts';
import type { LostEvaluations } from './lost-evaluations.ts';
import type { Mark } from './mark.ts';
import { createPlace, goTo, isSettled } from './place.ts';
import type { Place } from './place.ts';
import type { Say } from './say.ts';
import { merge } from './scope.ts';
import { findRoot, recordMark, toScope } from './span-state.ts';
import type { SpanState } from './span-state.ts';
import { keepUnsampled } from './unsampled.ts';

export interface RecorderPorts {
  readonly flags: KnownNames;
  readonly cohorts: KnownNames;
  /** Keys of an evaluation's context that are cohorts. */
  readonly contextKeys: readonly string[];
  readonly events: boolean;
  readonly counter: EvaluationCounter | undefined;
  readonly hashSubject: ((subject: string) => string) | undefined;
  readonly say: Say;
}

/** Where all adapters end. Neither method throws or waits. */
export interface Recorder {
  recordFlag(evaluation: FlagEvaluation): void;
  recordDecision(decision: Decision, subject: unknown, context: Properties | undefined): void;
  setCohort(cohorts: Cohorts): void;
  currentCohorts(): Readonly<Record<string, string>>;
  readonly lost: Readonly<LostEvaluations>;
}

const { context } = api;

export function createRecorder(ports: RecorderPorts): Recorder {
  const lost: LostEvaluations = { outside: 0, late: 0, overLimit: 0, unnamed: 0 };
  const here = createPlace();
  const keys = ports.contextKeys.map(createContextKey);
  return {
    lost,
    recordFlag(evaluation) {
      try {
        const active = context.active();
        goTo(here, active);
        recordContext(evaluation.context, keys, active, here, ports);
        const flag = ports.flags.find(evaluation.key);
        if (typeof flag === 'string') countDropped(flag, here.state, ports.say, lost);
        else
          recordOutcome(evaluation, evaluation.subject, flag, toFlagMark(flag, evaluation), active, here, ports, lost);
      } catch {
        lost.unnamed += 1;
      }
    },
    recordDecision(decision, subject, properties) {
      try {
        const active = context.active();
        if (isSettled(active, here) && isSaid(properties, keys, here.visit)) {
          if (decision === here.decision && isSameSubject(subject, here, ports)) {
            if (here.tally !== undefined) here.tally.pending += 1;
            if (here.counted !== undefined) here.counted.count += 1;
            return;
          }
        } else {
          goTo(here, active);
          recordContext(properties, keys, active, here, ports);
        }
        const flag = findName(decision, ports.flags);
        if (typeof flag === 'object') recordDecision(decision, subject, flag, active, here, ports, lost);
        else countDropped(flag, here.state, ports.say, lost);
      } catch {
        lost.unnamed += 1;
      }
    },
    setCohort(cohorts) {
      try {
        const active = context.active();
        goTo(here, active);
        for (const [name, value] of Object.entries(cohorts))
          if (value !== undefined) recordCohort(name, value, active, here, ports);
      } catch {
        // A getter of the application's that throws: the cohort stays unknown.
      }
    },
    currentCohorts() {
      const record = context.active().getValue(requestRecordKey) as RequestRecord | undefined;
      return Object.fromEntries(record?.cohort ?? []);
    },
  };
}

/** A decision remembers its name, which is another one where a process sets up flags anew. */
function findName(decision: Decision, names: KnownNames): KnownName | 'unnamed' | 'full' {
  if (decision.names === names && decision.flag !== undefined) return decision.flag;
  const flag = names.find(decision.key);
  if (typeof flag === 'object') {
    decision.names = names;
    decision.flag = flag;
  }
  return flag;
}

function recordDecision(
  decision: Decision,
  subject: unknown,
  flag: KnownName,
  active: Context,
  here: Place,
  ports: RecorderPorts,
  lost: LostEvaluations,
): void {
  // A name has a last mark: where it is this one, there is nothing to look for.
  if (decision.mark === undefined || flag.last !== decision.mark) decision.mark = toFlagMark(flag, decision);
  const root = recordOutcome(decision, subject, flag, decision.mark, active, here, ports, lost);
  if (root === undefined) return;
  here.decision = decision;
  here.changes = root.changes;
  if (ports.hashSubject !== undefined) here.subject = subject;
}

/** The local root, where the outcome is on a span. */
function recordOutcome(
  evaluation: FlagEvaluation,
  whom: unknown,
  flag: KnownName,
  mark: Mark,
  active: Context,
  here: Place,
  ports: RecorderPorts,
  lost: LostEvaluations,
): SpanState | undefined {
  const tally = ports.counter?.count(mark);
  const { state } = here;
  if (state === undefined) {
    lost.outside += 1;
    keepUnsampled(active, mark);
    return undefined;
  }
  const root = recordMark(state, mark, flag);
  if (root === undefined) {
    lost.late += 1;
    return undefined;
  }
  const subject = toSubject(whom, ports);
  keepWithRoot(root, evaluation, subject);
  const counted = ports.events ? countEvaluation(toScope(root), mark, evaluation, subject, active) : undefined;
  here.decision = undefined;
  if (here.tally !== tally) here.tally = tally;
  if (here.counted !== counted) here.counted = counted;
  return root;
}

function keepWithRoot(root: SpanState, { version, setId }: FlagEvaluation, subject: string | undefined): void {
  if (version === undefined && setId === undefined && subject === undefined) return;
  const scope = toScope(root);
  if (scope.version !== version) scope.version = merge(scope.version, version);
  if (scope.setId !== setId) scope.setId = merge(scope.setId, setId);
  if (scope.subject !== subject) scope.subject = merge(scope.subject, subject);
}

function countDropped(why: 'unnamed' | 'full', state: SpanState | undefined, say: Say, lost: LostEvaluations): void {
  if (why === 'full') {
    lost.overLimit += 1;
    say(
      'more flag keys were evaluated than this process remembers; further ones are only counted in seatrial.flags.dropped. ' +
        'Keys with an id in them do that. Name those that matter in flags.watch, or raise flags.flagKeysPerProcess.',
    );
  } else {
    lost.unnamed += 1;
    say('a flag was recorded whose key is no text; it is only counted in seatrial.flags.dropped.');
  }
  const root = state === undefined ? undefined : findRoot(state);
  if (root?.isRoot === true && !root.ended) toScope(root).dropped += 1;
}

/** Whom it is for matters only where subjects go out. */
function isSameSubject(subject: unknown, here: Place, { hashSubject }: RecorderPorts): boolean {
  return hashSubject === undefined || subject === here.subject;
}

function toSubject(subject: unknown, { hashSubject }: RecorderPorts): string | undefined {
  return hashSubject !== undefined && typeof subject === 'string' && subject !== '' ? hashSubject(subject) : undefined;
}
