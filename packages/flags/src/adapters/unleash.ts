import type { CurrentFlags } from '../current.ts';
import { Decisions } from '../decision.ts';
import { attachOnce, followMethod } from './attach.ts';

/** A client of unleash-client 6, as far as it is used here. */
export interface UnleashClient {
  isEnabled(...args: never[]): boolean;
  getVariant(...args: never[]): unknown;
}

interface UnleashVariant {
  readonly name?: string;
  readonly feature_enabled?: boolean;
}

interface Context {
  readonly userId?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/**
 * Records every `isEnabled` and `getVariant` of a client. Unleash's own `impression` event comes only for toggles that
 * ask for it, so the methods are followed instead. A toggle that Unleash does not know is an error, as are all before
 * it is ready. A second call with the same client changes nothing.
 */
export function recordUnleash(client: UnleashClient): void {
  if (!attachOnce(client)) return;
  followMethod(client, 'isEnabled', (flags, value, key, context) =>
    record(flags, client, key, value, undefined, context),
  );
  for (const name of ['getVariant', 'forceGetVariant'])
    followMethod(client, name, (flags, result, key, context) => {
      const { name: variant, feature_enabled: enabled } = result as UnleashVariant;
      // A toggle without variants answers with one that is called "disabled" either way.
      record(flags, client, key, enabled ?? false, variant === 'disabled' ? undefined : variant, context);
    });
}

const decisions = new Decisions('unleash');

function record(
  flags: CurrentFlags,
  client: object,
  key: unknown,
  value: unknown,
  variant: string | undefined,
  given: unknown,
): void {
  const { userId, properties } = (given ?? {}) as Context;
  const known = (client as { getFeatureToggleDefinition?(name: unknown): unknown }).getFeatureToggleDefinition?.(key);
  const decision = decisions.find(key, value, variant, known === undefined ? 'ERROR' : undefined);
  flags.recordDecision(decision, userId, properties);
}
