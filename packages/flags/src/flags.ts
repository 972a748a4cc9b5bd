import type { Context, TextMapPropagator } from '@opentelemetry/api';
import { cohortPrefix, limits } from '@seatrial/model';
import { forgetCurrent, keepCurrent } from './current.ts';
import type { CurrentFlags } from './current.ts';
import { EvaluationCounter } from './evaluation-counter.ts';
import { createEventEmitter } from './evaluation-events.ts';
import type { FlagFunctions } from './flag-functions.ts';
import { KnownNames, toFlagMark } from './known-names.ts';
import type { Mark } from './mark.ts';
import { shadowMark } from './mark.ts';
import { noMarks } from './mark-set.ts';
import { attachOpenFeature } from './openfeature.ts';
import type { FlagsOptions } from './options.ts';
import { createFlagSpanProcessor } from './processor.ts';
import type { FlagSpanProcessor } from './processor.ts';
import type { Carried } from './propagation/entry.ts';
import { createHostFilter } from './propagation/host.ts';
import { createFlagPropagator } from './propagation/propagator.ts';
import { createRecorder } from './recorder.ts';
import type { LostEvaluations } from './lost-evaluations.ts';
import { createClaimReader } from './request/claims.ts';
import { checkRules } from './request/cohort-rules.ts';
import { createIncomingReader } from './request/incoming.ts';
import { followIncomingMessages } from './request/incoming-message.ts';
import { createTrust } from './request/trust.ts';
import { createSay } from './say.ts';
import type { Say } from './say.ts';
import { toSettings } from './settings.ts';
import { knownAt } from './unsampled.ts';
import { createSubjectHash } from './subject.ts';

/** Flags and cohorts of one process, to be put into an OpenTelemetry set-up. */
export interface Flags extends FlagFunctions {
  /** Add it to the span processors. With SDK 1.x it has to stand before the exporting one. */
  readonly processor: FlagSpanProcessor;
  /** Wraps your propagator, so that flags and cohorts reach the next service, and requests tell theirs. */
  wrapPropagator(inner: TextMapPropagator): TextMapPropagator;
  /**
   * What is known by now at this place of the program, by attribute name. Of requests that are not sampled it is known,
   * too, where they came by the wrapped propagator.
   */
  knownAt(context: Context): ReadonlyMap<string, { readonly value: string | true }> | undefined;
  /** Evaluations that reached no span. */
  readonly lost: Readonly<LostEvaluations>;
  /** Ends all of it: requests are no longer followed, and `recordFlag` has nobody to speak to. */
  stop(): void;
}

/**
 * Sets up flags and cohorts for people who own their OpenTelemetry set-up; `register()` does it for everybody else.
 * OpenFeature is recorded from now on, whether it is loaded already or later. It never throws: what is wrong in the
 * options is one line on stderr, and a default holds.
 *
 * @example
 * const flags = createFlags();
 * const provider = new TracerProvider({ spanProcessors: [flags.processor, new BatchSpanProcessor({ exporter })] });
 * propagation.setGlobalPropagator(flags.wrapPropagator(new W3CTraceContextPropagator()));
 */
export function createFlags(options: FlagsOptions = {}): Flags {
  const say = createSay(options.say);
  try {
    return buildFlags(options, say);
  } catch (error) {
    say(
      `the options for flags cannot be used (${error instanceof Error ? error.message : String(error)}); the defaults hold.`,
    );
    return buildFlags({}, say);
  }
}

function buildFlags(options: FlagsOptions, say: Say): Flags {
  const settings = toSettings(options, say);
  const { watch } = settings;
  const names = new KnownNames(settings.prefix, settings.flagKeysPerProcess, watch);
  const cohorts = new KnownNames(cohortPrefix, limits.cohortsPerProcess);
  const messages = followIncomingMessages();
  const rules = checkRules(options.cohorts?.rules ?? [], say);
  const events = options.events ?? false;
  const recorder = createRecorder({
    flags: names,
    cohorts,
    contextKeys: [...(options.cohorts?.contextKeys ?? ['audience'])],
    events,
    counter: (options.metrics ?? events) ? new EvaluationCounter() : undefined,
    hashSubject: createSubjectHash(options.subject, process.env, say),
    say,
  });
  const claims = createClaimReader(rules, cohorts);
  const shadow = options.shadow ?? false;
  const readIncoming = createIncomingReader({
    options: options.cohorts ?? {},
    rules,
    trust: createTrust({ trust: options.cohorts?.trust, edge: options.edge }, say),
    cohorts,
    toFlagMarks: (carried) => toCarriedMarks(carried, names, watch),
    shadow,
    say,
  });
  const flags: Flags & CurrentFlags = {
    processor: createFlagSpanProcessor({
      settings,
      marks: shadow ? noMarks.with(shadowMark) : undefined,
      refresh: claims?.refresh,
      onScopeEnd: createEventEmitter(),
      onShutdown: () => flags.stop(),
    }),
    wrapPropagator: (inner) =>
      createFlagPropagator(inner, { readIncoming, messages, isInternal: createHostFilter(options.propagateTo, say) }),
    recordFlag: recorder.recordFlag,
    recordDecision: recorder.recordDecision,
    setCohort: recorder.setCohort,
    recordClaims: (given) => claims?.record(given, recorder.setCohort),
    currentCohorts: recorder.currentCohorts,
    knownAt,
    lost: recorder.lost,
    stop() {
      messages.stop();
      forgetCurrent(flags);
    },
  };
  keepCurrent(flags);
  attachOpenFeature(say);
  return flags;
}

/** With a watch list, only what it names is taken from outside of this process. */
function toCarriedMarks(carried: Carried, names: KnownNames, watch: readonly string[]): readonly Mark[] {
  return carried.flags.flatMap(([key, value]) => {
    if (watch.length > 0 && !names.isWatched(key)) return [];
    const flag = names.find(key);
    return typeof flag === 'object' ? [toFlagMark(flag, { key, value })] : [];
  });
}
