import type { CurrentFlags } from '../current.ts';
import { Decisions } from '../decision.ts';
import { attachOnce, followMethod } from './attach.ts';

/** A client of posthog-node 5, as far as it is used here. */
export interface PostHogClient {
  evaluateFlags(...args: never[]): Promise<unknown>;
}

type Properties = Readonly<Record<string, unknown>>;

interface Snapshot {
  getFlag(key: string, options?: { readonly sendFeatureFlagEvents?: boolean }): unknown;
}

/**
 * Records every read of a flag: from the snapshots of `evaluateFlags`, and by the older methods that ask for one flag.
 * PostHog's own event leaves out repeated reads and overrides, so the methods are followed instead. A snapshot that was
 * made before this call is not recorded; a second call with the same client changes nothing.
 */
export function recordPostHog(client: PostHogClient): void {
  if (!attachOnce(client)) return;
  followMethod(client, 'evaluateFlags', (_flags, snapshot, first, second) =>
    followSnapshot(snapshot as Snapshot, toUser(first, second)),
  );
  for (const name of ['getFeatureFlag', 'isFeatureEnabled'])
    followMethod(client, name, (flags, value, key, id, options) => record(flags, key, value, toUser(id, options)));
  followMethod(client, 'getFeatureFlagResult', (flags, result, key, first, second) => {
    const { enabled, variant } = (result ?? {}) as { readonly enabled?: boolean; readonly variant?: string };
    record(flags, key, result === undefined ? undefined : (variant ?? enabled), toUser(first, second));
  });
}

function followSnapshot(snapshot: Snapshot, user: User): void {
  const read = snapshot.getFlag.bind(snapshot);
  followMethod(snapshot, 'getFlag', (flags, value, key) => record(flags, key, value, user));
  // What isEnabled answers is a boolean; the variant behind it is asked for without another event.
  followMethod(snapshot, 'isEnabled', (flags, _enabled, key) =>
    record(flags, key, read(key as string, { sendFeatureFlagEvents: false }), user),
  );
}

interface User {
  readonly id: string | undefined;
  readonly properties: Properties | undefined;
}

/** `(distinctId, options)` or `(options)`. */
function toUser(first: unknown, second: unknown): User {
  const options = (typeof first === 'string' ? second : first) as
    | { readonly personProperties?: Properties }
    | undefined;
  return { id: typeof first === 'string' ? first : undefined, properties: options?.personProperties };
}

const decisions = new Decisions('posthog');

function record(flags: CurrentFlags, key: unknown, value: unknown, { id, properties }: User): void {
  const decision = decisions.find(key, value, undefined, value === undefined ? 'ERROR' : undefined);
  flags.recordDecision(decision, id, properties);
}
