import { findCurrent } from './current.ts';
import type { Say } from './say.ts';

/** What OpenFeature hands to a hook, as far as it is read here. Structural: the SDK is no dependency. */
export interface OpenFeatureHookContext {
  readonly flagKey: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly providerMetadata?: { readonly name?: string };
}

export interface OpenFeatureDetails {
  readonly value: unknown;
  readonly variant?: string;
  readonly reason?: string;
  readonly flagMetadata?: Readonly<Record<string, unknown>>;
}

/** A hook for `OpenFeature.addHooks()`, a client or a provider of @openfeature/server-sdk 1.17 or later. */
export interface OpenFeatureHook {
  finally(hookContext: OpenFeatureHookContext, details?: OpenFeatureDetails): void;
}

interface OpenFeatureApi {
  addHooks(...hooks: readonly OpenFeatureHook[]): unknown;
  getHooks(): readonly object[];
}

const mark = Symbol.for('seatrial.flags.openfeature-hook');
/** Where every copy of OpenFeature's server SDK keeps the one API object of the process. */
const apiKey = Symbol.for('@openfeature/js-sdk/api');

/**
 * Records every evaluation of OpenFeature. `createFlags()` and `register()` attach it by themselves; add it by hand only
 * to a client that lives apart from the global API. It has a `finally` stage alone: a throw in an `after` stage would
 * turn the flag into its default value.
 */
export function createOpenFeatureHook(): OpenFeatureHook {
  const hook: OpenFeatureHook = {
    finally(hookContext, details) {
      try {
        record(hookContext, details);
      } catch {
        // Nothing of ours may reach the evaluation.
      }
    },
  };
  return Object.assign(hook, { [mark]: true });
}

function record(hookContext: OpenFeatureHookContext, details: OpenFeatureDetails | undefined): void {
  const current = findCurrent();
  if (!current || details === undefined) return;
  const { flagMetadata, variant, reason, value } = details;
  const { context } = hookContext;
  const targetingKey = context?.['targetingKey'];
  current.recordFlag({
    key: hookContext.flagKey,
    value,
    variant,
    reason,
    provider: hookContext.providerMetadata?.name,
    version: toText(flagMetadata?.['version']),
    setId: toText(flagMetadata?.['flagSetId']),
    subject: typeof targetingKey === 'string' ? targetingKey : undefined,
    context,
  });
}

function toText(entry: unknown): string | undefined {
  return typeof entry === 'string' || typeof entry === 'number' ? String(entry).slice(0, 64) : undefined;
}

/** Adds the hook once to OpenFeature's API object. */
export function recordOpenFeature(api: OpenFeatureApi): void {
  if (!api.getHooks().some((hook) => mark in hook)) api.addHooks(createOpenFeatureHook());
}

/**
 * Attaches to the OpenFeature of this process, loaded already or later: its SDK stores the API object under a
 * registered symbol, and an accessor there sees it come, whichever module system loads it.
 */
export function attachOpenFeature(say: Say): void {
  try {
    const existing = (globalThis as { [apiKey]?: OpenFeatureApi })[apiKey];
    if (existing !== undefined) {
      recordOpenFeature(existing);
      return;
    }
    if (Object.getOwnPropertyDescriptor(globalThis, apiKey) !== undefined) return;
    Object.defineProperty(globalThis, apiKey, {
      configurable: true,
      enumerable: true,
      get: () => undefined,
      set: (api: OpenFeatureApi) => {
        Object.defineProperty(globalThis, apiKey, { configurable: true, enumerable: true, writable: true, value: api });
        guard(() => recordOpenFeature(api), say);
      },
    });
  } catch (error) {
    sayFailure(error, say);
  }
}

function guard(run: () => void, say: Say): void {
  try {
    run();
  } catch (error) {
    sayFailure(error, say);
  }
}

function sayFailure(error: unknown, say: Say): void {
  say(
    `OpenFeature is not recorded (${error instanceof Error ? error.message : String(error)}). ` +
      'Add createOpenFeatureHook() of @seatrial/flags with OpenFeature.addHooks().',
  );
}
