import type { LDClient } from '@launchdarkly/node-server-sdk';
import type { TestData } from '@launchdarkly/node-server-sdk/integrations';
import type { PostHog } from 'posthog-node';
import type { Unleash } from 'unleash-client';

// Clients of the real SDKs that ask nobody. Each SDK is loaded by its function: a benchmark has one in its process.

export async function createLaunchDarklyClient(data: TestData): Promise<LDClient> {
  const { basicLogger, init } = await import('@launchdarkly/node-server-sdk');
  const logger = basicLogger({ level: 'none' });
  const client = init('sdk-key', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger,
  });
  await client.waitForInitialization({ timeout: 5 });
  return client;
}

/** @param toggles as Unleash's API has them. */
export async function createUnleashClient(toggles: readonly object[]): Promise<Unleash> {
  const { InMemStorageProvider, Unleash: Client } = await import('unleash-client');
  const client = new Client({
    appName: 'shop',
    url: 'http://127.0.0.1:1/',
    refreshInterval: 0,
    disableMetrics: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: toggles as never },
  });
  await new Promise((resolve) => client.once('ready', resolve));
  return client;
}

/** @param flags as PostHog's API has their definitions. */
export async function createPostHogClient(flags: readonly object[]): Promise<PostHog> {
  const { PostHog: Client } = await import('posthog-node');
  const client = new Client('phc_test', {
    host: 'http://127.0.0.1:1',
    personalApiKey: 'phx_test',
    sendFeatureFlagEvent: false,
    flagDefinitionCacheProvider: {
      getFlagDefinitions: () => Promise.resolve({ flags, groupTypeMapping: {}, cohorts: {} } as never),
      shouldFetchFlagDefinitions: () => Promise.resolve(false),
      onFlagDefinitionsReceived: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  });
  await client.reloadFeatureFlags();
  return client;
}
