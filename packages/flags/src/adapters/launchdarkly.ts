import type { CurrentFlags } from '../current.ts';
import { Decisions } from '../decision.ts';
import { createSay } from '../say.ts';
import { attachOnce, report } from './attach.ts';

/** What LaunchDarkly hands to a hook, as far as it is read here. */
export interface LaunchDarklySeriesContext {
  readonly flagKey: string;
  readonly context: unknown;
}

export interface LaunchDarklyDetail {
  readonly value: unknown;
  readonly variationIndex?: number | null;
  readonly reason?: { readonly kind?: string };
}

/** A hook for the `hooks` option of @launchdarkly/node-server-sdk, or `client.addHook()`. */
export interface LaunchDarklyHook {
  getMetadata(): { readonly name: string };
  afterEvaluation<T>(hookContext: LaunchDarklySeriesContext, data: T, detail: LaunchDarklyDetail): T;
}

/** @launchdarkly/node-server-sdk 9, as far as it is used here. */
export interface LaunchDarklyClient {
  addHook?(hook: LaunchDarklyHook): void;
}

/** LaunchDarkly's reasons in OpenFeature's words, as its own OpenFeature provider has them. */
const reasons: Readonly<Record<string, string>> = {
  OFF: 'DISABLED',
  FALLTHROUGH: 'DEFAULT',
  TARGET_MATCH: 'TARGETING_MATCH',
  RULE_MATCH: 'TARGETING_MATCH',
  PREREQUISITE_FAILED: 'DEFAULT',
  ERROR: 'ERROR',
};

/**
 * The method of the SDK that each evaluation goes through. It is private, and so taken only where it is as it was from
 * 9.7 on: with a hook that does nothing, an evaluation costs 400 ns more (`npm run bench flag-launchdarkly`).
 */
const evaluateName = '_evaluateIfPossible';
const evaluateLength = 6;

interface EvaluationResult {
  readonly detail: LaunchDarklyDetail;
}

type Done = (result: EvaluationResult, flag: unknown) => void;
type Evaluate = (
  this: unknown,
  key: string,
  context: unknown,
  fallback: unknown,
  events: unknown,
  done: Done,
  check: unknown,
) => void;

const say = createSay();
const decisions = new Decisions('launchdarkly');

/** Takes the slot that LaunchDarkly has for hooks. `allFlagsState` calls no hook and is not recorded. */
export function createLaunchDarklyHook(): LaunchDarklyHook {
  return {
    getMetadata: () => ({ name: 'seatrial' }),
    afterEvaluation(hookContext, data, detail) {
      report(recordSeries, detail, hookContext);
      return data;
    },
  };
}

/**
 * Records every evaluation of a client, where the SDK allows for it without a hook. A second call with the same client
 * changes nothing.
 */
export function recordLaunchDarkly(client: LaunchDarklyClient): void {
  const evaluate = findEvaluate(client);
  if (evaluate === undefined && client.addHook === undefined)
    say(
      'this LaunchDarkly client has no addHook and is not recorded; pass hooks: [createLaunchDarklyHook()] to init().',
    );
  else if (!attachOnce(client)) return;
  else if (evaluate === undefined) client.addHook?.(createLaunchDarklyHook());
  else Object.defineProperty(client, evaluateName, { configurable: true, writable: true, value: follow(evaluate) });
}

/** Where all of a client's evaluations come along, `allFlagsState` apart; `undefined` for an SDK that has it otherwise. */
function findEvaluate(client: object): Evaluate | undefined {
  const found = (client as { readonly [evaluateName]?: unknown })[evaluateName];
  return typeof found === 'function' && found.length === evaluateLength ? (found as Evaluate) : undefined;
}

function follow(evaluate: Evaluate): Evaluate {
  return function (this: unknown, key, context, fallback, events, done, check): void {
    const toldOf: Done = (result, flag) => {
      report(recordResult, result, key, context);
      done(result, flag);
    };
    evaluate.call(this, key, context, fallback, events, typeof done === 'function' ? toldOf : done, check);
  };
}

function recordSeries(flags: CurrentFlags, detail: unknown, series: unknown): void {
  const { flagKey, context } = series as LaunchDarklySeriesContext;
  record(flags, detail as LaunchDarklyDetail, flagKey, context);
}

function recordResult(flags: CurrentFlags, result: unknown, key: unknown, context: unknown): void {
  record(flags, (result as EvaluationResult).detail, key, context);
}

function record(
  flags: CurrentFlags,
  { value, variationIndex, reason }: LaunchDarklyDetail,
  key: unknown,
  given: unknown,
): void {
  const context = toContext(given);
  const kind = reason?.kind;
  // An index says less than the value, which it stands for where there is none.
  const isNamed = typeof variationIndex === 'number' && (value === undefined || value === null);
  const decision = decisions.find(
    key,
    value,
    isNamed ? String(variationIndex) : undefined,
    kind === undefined ? undefined : (reasons[kind] ?? kind),
  );
  flags.recordDecision(decision, context?.['key'], context);
}

/** A context of one kind has its attributes at the top, one of several (`kind: 'multi'`) under `user`. */
function toContext(context: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const { kind, user } = context as { readonly kind?: unknown; readonly user?: unknown };
  const subject = kind === 'multi' ? user : context;
  return typeof subject === 'object' && subject !== null ? (subject as Record<string, unknown>) : undefined;
}
