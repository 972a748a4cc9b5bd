import { basicLogger, init, LDMigrationStage } from '@launchdarkly/node-server-sdk';
import type { LDClient } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { afterEach, describe, expect, it } from 'vitest';
import { adapterContract } from '../contract/adapter.ts';
import type { AdapterUser } from '../contract/adapter.ts';
import { createLaunchDarklyClient } from '../contract/offline-clients.ts';
import { createTracing } from '../contract/tracing.ts';
import type { Tracing } from '../contract/tracing.ts';
import { createLaunchDarklyHook, recordLaunchDarkly } from './launchdarkly.ts';

const toContext = ({ id, audience }: AdapterUser) => ({ kind: 'user', key: id, audience });
const logger = basicLogger({ level: 'none' });
const user = { kind: 'user', key: 'u-1', audience: 'internal' };

async function openClient(): Promise<LDClient> {
  const data = new TestData();
  await data.update(
    data
      .flag('new-checkout')
      .booleanFlag()
      .ifMatch('user', 'audience', 'internal')
      .thenReturn(true)
      .fallthroughVariation(false),
  );
  await data.update(data.flag('theme').variations('dark', 'light').fallthroughVariation(0));
  await data.update(data.flag('move').variations('off', 'live').fallthroughVariation(1));
  return createLaunchDarklyClient(data);
}

/** As an SDK would be whose evaluations come along another way. */
function hideEvaluations(client: LDClient): LDClient {
  const { _evaluateIfPossible: evaluate } = client as unknown as { _evaluateIfPossible: (...args: unknown[]) => void };
  const value = (...args: unknown[]): void => evaluate.apply(client, args);
  return Object.defineProperty(client, '_evaluateIfPossible', { value });
}

describe.each([
  ['LaunchDarkly', openClient],
  ['LaunchDarkly, of an SDK with hooks alone', async () => hideEvaluations(await openClient())],
])('%s', (name, openOne) => {
  adapterContract({
    name,
    missingAnswer: true,
    async open() {
      const client = await openOne();
      return {
        attach: () => recordLaunchDarkly(client),
        checkout: (who) => client.boolVariation('new-checkout', toContext(who), false),
        theme: (who) =>
          client.stringVariation('theme', { kind: 'multi', user: { key: who.id, audience: who.audience } }, 'light'),
        missing: (who) => client.boolVariation('not-there', toContext(who), true),
        close: () => client.close(),
      };
    },
  });

  let tracing: Tracing | undefined;
  let client: LDClient | undefined;

  afterEach(() => {
    tracing?.stop();
    client?.close();
  });

  it.each<readonly [string, (client: LDClient) => unknown, Readonly<Record<string, string>>]>([
    ['variation', (each) => each.variation('theme', user, 'light'), { theme: 'dark' }],
    [
      'variation with a callback',
      (each) =>
        new Promise(
          (resolve) => void each.variation('theme', user, 'light', (_error, value) => resolve(value as string)),
        ),
      { theme: 'dark' },
    ],
    ['variationDetail', (each) => each.variationDetail('theme', user, 'light'), { theme: 'dark' }],
    ['stringVariationDetail', (each) => each.stringVariationDetail('theme', user, 'light'), { theme: 'dark' }],
    ['jsonVariation', (each) => each.jsonVariation('theme', user, 'light'), { theme: 'dark' }],
    ['migrationVariation', (each) => each.migrationVariation('move', user, LDMigrationStage.Off), { move: 'live' }],
    ['a flag of another type', (each) => each.numberVariation('theme', user, 1), { theme: 'error' }],
    ['a context that is none', (each) => each.variation('theme', {} as never, 'light'), { theme: 'error' }],
    ['allFlagsState', (each) => each.allFlagsState(user), {}],
  ])('%s is recorded as it is answered', async (_name, ask, expected) => {
    tracing = createTracing({ cohorts: { contextKeys: [] } });
    client = await openOne();
    recordLaunchDarkly(client);
    const given = client;
    await tracing.inSpan('GET', async () => void (await ask(given)));
    expect(tracing.stamped()['GET']).toEqual(
      Object.fromEntries(Object.entries(expected).map(([key, value]) => [`feature_flags.${key}`, value])),
    );
  });

  it('a client that is offline answers with errors', async () => {
    tracing = createTracing({ cohorts: { contextKeys: [] } });
    client = init('sdk-key', { offline: true, logger });
    recordLaunchDarkly(client);
    const given = client;
    expect(await tracing.inSpan('GET', () => given.boolVariation('new-checkout', user, true))).toBe(true);
    expect(tracing.stamped()['GET']).toEqual({ 'feature_flags.new-checkout': 'error' });
  });
});

describe('which way LaunchDarkly is recorded', () => {
  /** Counts hooks that are added. */
  const watch = (client: LDClient): { readonly hooks: number } => {
    const seen = { hooks: 0 };
    const { addHook } = client;
    client.addHook = (hook) => {
      seen.hooks += 1;
      addHook?.call(client, hook);
    };
    return seen;
  };

  it('the SDK of today needs no hook, one that has it otherwise gets one', async () => {
    const [client, other] = [await openClient(), hideEvaluations(await openClient())];
    const [first, second] = [watch(client), watch(other)];
    recordLaunchDarkly(client);
    recordLaunchDarkly(other);
    expect([first.hooks, second.hooks]).toEqual([0, 1]);
    client.close();
    other.close();
  });

  it('a hook among the options of init records, too', async () => {
    const tracing = createTracing();
    const client = init('sdk-key', { offline: true, logger, hooks: [createLaunchDarklyHook()] });
    await tracing.inSpan('GET', async () => void (await client.boolVariation('new-checkout', user, true)));
    expect(tracing.stamped()['GET']).toMatchObject({ 'feature_flags.new-checkout': 'error' });
    tracing.stop();
    client.close();
  });
});
