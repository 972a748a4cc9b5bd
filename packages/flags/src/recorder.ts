import type { Context } from '@opentelemetry/api';
import { requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { api } from './api.ts';
import type { Cohorts, FlagEvaluation } from './evaluation.ts';
import { countEvaluation } from './evaluation-events.ts';
import { toCohortMark, toFlagMark } from './known-names.ts';
import type { KnownNames } from './known-names.ts';
import { merge } from './scope.ts';
import { findRoot, isLatest, needState, recordMark, toScope } from './span-state.ts';
import type { SpanState } from './span-state.ts';
import type { Say } from './say.ts';
import { keepUnsampled } from './unsampled.ts';
import { toVariantText } from './variant.ts';

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
  readonly count: ((evaluation: FlagEvaluation, key: string, text: string) => void) | undefined;
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
  return {
    lost,
    recordFlag(evaluation) {
      try {
        recordFlag(evaluation, ports, lost);
      } catch {
        lost.unnamed += 1;
      }
    },
    setCohort(cohorts) {
      try {
        setCohort(cohorts, ports);
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

function recordFlag(evaluation: FlagEvaluation, ports: RecorderPorts, lost: LostEvaluations): void {
  const active = context.active();
  const span = trace.getSpan(active);
  const state = needState(span);
  const given = evaluation.context;
  if (given !== undefined) for (const key of ports.contextKeys) recordContext(key, given[key], active, state, ports);
  const flag = ports.flags.find(evaluation.key);
  if (typeof flag === 'string') {
    countDropped(flag, state, ports.say, lost);
    return;
  }
  const text = toVariantText(evaluation);
  ports.count?.(evaluation, flag.name, text);
  const mark = toFlagMark(flag, text, evaluation.reason);
  if (state === undefined) {
    lost.outside += 1;
    keepUnsampled(active, mark);
    return;
  }
  const scope = recordMark(state, mark);
  if (scope === undefined) {
    lost.late += 1;
    return;
  }
  if (evaluation.version !== undefined) scope.version = merge(scope.version, evaluation.version);
  if (evaluation.setId !== undefined) scope.setId = merge(scope.setId, evaluation.setId);
  const subject = toSubject(evaluation, ports);
  if (subject !== undefined) scope.subject = merge(scope.subject, subject);
  if (ports.events) countEvaluation(scope, { evaluation, key: flag.name, text, span, subject });
}

/** An evaluation's context says the same as the one before nearly always. */
function recordContext(
  key: string,
  value: unknown,
  active: Context,
  state: SpanState | undefined,
  { cohorts, say }: RecorderPorts,
): void {
  if (value === undefined) return;
  const known = state?.known;
  const last = known?.lastCohort;
  const isRepeated = last !== undefined && last.value === value && last.name === key && known?.cohortContext === active;
  if (isRepeated && isLatest(known, last)) return;
  recordCohort(key, value, active, state, cohorts, say);
}

function recordCohort(
  name: string,
  value: unknown,
  active: Context,
  state: SpanState | undefined,
  cohorts: KnownNames,
  say: Say,
): void {
  const cohort = cohorts.find(name);
  if (typeof cohort === 'string') {
    say(
      `cohort "${name.slice(0, 40)}" is left out: ${cohort === 'full' ? 'the process has named 32 others' : 'it has no name'}.`,
    );
    return;
  }
  const mark = toCohortMark(cohort, value);
  if (mark === undefined) return;
  if (state === undefined) keepUnsampled(active, mark);
  else recordMark(state, mark);
  if (state?.known !== undefined) state.known.cohortContext = active;
  const record = active.getValue(requestRecordKey) as RequestRecord | undefined;
  record?.cohort.set(cohort.name, String(mark.value));
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

function setCohort(given: Cohorts, { cohorts, say }: RecorderPorts): void {
  const active = context.active();
  const state = needState(trace.getSpan(active));
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) recordCohort(name, value, active, state, cohorts, say);
}
