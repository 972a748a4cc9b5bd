import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { api } from './api.ts';
import { isLasting } from './decision.ts';
import type { Cohorts, FlagEvaluation } from './evaluation.ts';
import type { EvaluationCounter, Tally } from './evaluation-counter.ts';
import { countEvaluation } from './evaluation-events.ts';
import type { CountedEvaluation } from './evaluation-events.ts';
import { toCohortMark, toFlagMark } from './known-names.ts';
import type { KnownName, KnownNames } from './known-names.ts';
import { merge } from './scope.ts';
import { findRoot, isSeen, needState, recordMark, toScope } from './span-state.ts';
import type { SpanState } from './span-state.ts';
import type { Mark } from './mark.ts';
import type { Say } from './say.ts';
import { keepUnsampled } from './unsampled.ts';

/** Evaluations that reached no span, since the process started. */
export interface LostEvaluations {
  /** Outside of any recorded span: not sampled, or no OpenTelemetry context. */
  outside: number;
  /** After the local root span had ended. */
  late: number;
  /** Under a key beyond the limit of keys. */
  overLimit: number;
  /** With a key that is no text. */
  unnamed: number;
}

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
  setCohort(cohorts: Cohorts): void;
  currentCohorts(): Readonly<Record<string, string>>;
  readonly lost: Readonly<LostEvaluations>;
}

const { context, trace } = api;

export function createRecorder(ports: RecorderPorts): Recorder {
  const lost: LostEvaluations = { outside: 0, late: 0, overLimit: 0, unnamed: 0 };
  const here: Place = {
    visit: 0,
    state: undefined,
    evaluation: undefined,
    changes: 0,
    tally: undefined,
    counted: undefined,
  };
  const keys = ports.contextKeys.map((name): ContextKey => ({
    name,
    visit: 0,
    given: undefined,
    known: undefined,
    mark: undefined,
  }));
  return {
    lost,
    recordFlag(evaluation) {
      try {
        const active = context.active();
        const { state } = here;
        if (
          state !== undefined &&
          state.active === active &&
          evaluation === here.evaluation &&
          isUnchanged(evaluation, state.root, here, keys)
        ) {
          if (here.tally !== undefined) here.tally.pending += 1;
          if (here.counted !== undefined) here.counted.count += 1;
          return;
        }
        goTo(here, active);
        recordFlag(evaluation, active, here, keys, ports, lost);
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

/**
 * Where something was recorded last: what follows is in the same place nearly always. What belongs to the request lies
 * with its state: of an old object that points to a young one V8's collector takes a note each time.
 */
interface Place {
  /** How often it was another one. */
  visit: number;
  state: SpanState | undefined;
  /** What was recorded here last, if it was a lasting evaluation. */
  evaluation: FlagEvaluation | undefined;
  /** How many values had changed in the scope by then. */
  changes: number;
  /** Where that evaluation is counted. */
  tally: Tally | undefined;
  counted: CountedEvaluation | undefined;
}

/** True where an evaluation that was recorded here last says the same by now, and no other value has come since. */
function isUnchanged(
  { context: given }: FlagEvaluation,
  root: SpanState | undefined,
  { visit, changes }: Place,
  keys: readonly ContextKey[],
): boolean {
  if (root === undefined || root.ended || root.changes !== changes) return false;
  if (given !== undefined)
    for (const key of keys) {
      const value = given[key.name];
      if (value !== undefined && (value !== key.given || key.visit !== visit)) return false;
    }
  return true;
}

function goTo(place: Place, active: Context): void {
  if (place.state?.active === active) return;
  const state = needState(trace.getSpan(active));
  place.visit += 1;
  place.evaluation = undefined;
  place.state = state;
  if (state !== undefined && !state.ended) state.active = active;
}

/** A key of evaluations' contexts that is a cohort, and what it said last. */
interface ContextKey {
  readonly name: string;
  /** The {@link Place.visit} at which that was. */
  visit: number;
  given: unknown;
  known: KnownName | undefined;
  mark: Mark | undefined;
}

function recordFlag(
  evaluation: FlagEvaluation,
  active: Context,
  here: Place,
  keys: readonly ContextKey[],
  ports: RecorderPorts,
  lost: LostEvaluations,
): void {
  const { state } = here;
  const given = evaluation.context;
  if (given !== undefined)
    for (const key of keys) {
      const value = given[key.name];
      if (!isRepeated(key, value, here)) recordContext(key, value, active, here, ports);
    }
  const flag = ports.flags.find(evaluation.key);
  if (typeof flag === 'string') {
    countDropped(flag, state, ports.say, lost);
    return;
  }
  const mark = toFlagMark(flag, evaluation);
  const tally = ports.counter?.count(mark);
  if (state === undefined) {
    lost.outside += 1;
    keepUnsampled(active, mark);
    return;
  }
  const root = recordMark(state, mark, flag);
  if (root === undefined) {
    lost.late += 1;
    return;
  }
  const subject = toSubject(evaluation, ports);
  keepWithRoot(root, evaluation, subject);
  const counted = ports.events ? countEvaluation(toScope(root), mark, evaluation, subject, active) : undefined;
  if (!isLasting(evaluation)) return;
  here.evaluation = evaluation;
  here.changes = root.changes;
  if (here.tally !== tally) here.tally = tally;
  if (here.counted !== counted) here.counted = counted;
}

function keepWithRoot(root: SpanState, { version, setId }: FlagEvaluation, subject: string | undefined): void {
  if (version === undefined && setId === undefined && subject === undefined) return;
  const scope = toScope(root);
  if (scope.version !== version) scope.version = merge(scope.version, version);
  if (scope.setId !== setId) scope.setId = merge(scope.setId, setId);
  if (scope.subject !== subject) scope.subject = merge(scope.subject, subject);
}

/** An evaluation's context says the same as the one before nearly always. */
function isRepeated({ visit, given, known, mark }: ContextKey, value: unknown, here: Place): boolean {
  if (value === undefined) return true;
  const isSame = given === value && visit === here.visit && known !== undefined && known.last === mark;
  return isSame && here.state !== undefined && isSeen(here.state, known);
}

function recordContext(key: ContextKey, given: unknown, active: Context, here: Place, ports: RecorderPorts): void {
  key.known = recordCohort(key.name, given, active, here, ports);
  key.mark = key.known?.last;
  key.given = key.known === undefined ? undefined : given;
  key.visit = here.visit;
}

/** The cohort's name, where it could be recorded. */
function recordCohort(
  name: string,
  value: unknown,
  active: Context,
  { state }: Place,
  { cohorts, say }: RecorderPorts,
): KnownName | undefined {
  const cohort = cohorts.find(name);
  if (typeof cohort === 'string') {
    say(
      `cohort "${name.slice(0, 40)}" is left out: ${cohort === 'full' ? 'the process has named 32 others' : 'it has no name'}.`,
    );
    return undefined;
  }
  const mark = toCohortMark(cohort, value);
  if (mark === undefined) return undefined;
  if (state === undefined) keepUnsampled(active, mark);
  else recordMark(state, mark, cohort);
  const record = active.getValue(requestRecordKey) as RequestRecord | undefined;
  record?.cohort.set(cohort.name, String(mark.value));
  return cohort;
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

function toSubject({ subject }: FlagEvaluation, { hashSubject }: RecorderPorts): string | undefined {
  return hashSubject !== undefined && typeof subject === 'string' && subject !== '' ? hashSubject(subject) : undefined;
}
