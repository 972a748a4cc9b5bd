import { trace } from '@opentelemetry/api';
import { recordConfigCat } from '@seatrial/flags/configcat';
import { recordGrowthBook } from '@seatrial/flags/growthbook';
import { createLaunchDarklyHook } from '@seatrial/flags/launchdarkly';
import { recordPostHog } from '@seatrial/flags/posthog';
import { recordUnleash } from '@seatrial/flags/unleash';
import { createWork, evaluations, options, withFlags } from './flag-work.ts';
import type { Evaluate } from './flag-work.ts';
import { measureAdded } from './paired.ts';
import type { PairedOptions } from './paired.ts';
import type { BenchRow } from './row.ts';

// One vendor a process, as in a service: five of them make of each call a call of anything.

export const benchLaunchDarkly = (): Promise<readonly BenchRow[]> => benchAdapter(openLaunchDarkly);
export const benchGrowthBook = (): Promise<readonly BenchRow[]> => benchAdapter(openGrowthBook);
export const benchConfigCat = (): Promise<readonly BenchRow[]> => benchAdapter(openConfigCat);
export const benchUnleash = (): Promise<readonly BenchRow[]> => benchAdapter(openUnleash);
export const benchPostHog = (): Promise<readonly BenchRow[]> => benchAdapter(openPostHog);

interface Vendor {
  readonly name: string;
  readonly plain: Evaluate;
  readonly recorded: Evaluate;
  readonly close: () => unknown;
}

/**
 * What recording adds to an evaluation, beside what one `setAttribute` costs: in the place of recording, after each
 * evaluation, which is what one would write instead; and by itself, where it is quicker, since the processor has nothing
 * else to keep at hand.
 */
function benchAdapter(open: () => Promise<Vendor>): Promise<readonly BenchRow[]> {
  return withFlags(async () => {
    let key = 0;
    const names = Array.from({ length: evaluations }, (_, index) => `app.attribute.${index}`);
    const nextName = (): string => names[(key += 1) % evaluations] ?? '';
    const setAttribute = (): unknown => trace.getActiveSpan()?.setAttribute(nextName(), 'treatment');
    const { name, plain, recorded, close } = await open();
    const added = { having: createWork(recorded), lacking: createWork(plain) };
    const units = {
      'in setAttributes after it': { having: createWork(plain, setAttribute), lacking: createWork(plain, nextName) },
      'in setAttributes by themselves': { having: createWork(setAttribute), lacking: createWork(nextName) },
    };
    const rows: BenchRow[] = [];
    for (const [unitName, unit] of Object.entries(units)) {
      const result = await measureAdded(added, unit, adapterOptions);
      const { ratio, upper, addedNano, lackingNano, unitNano } = result;
      const detail = `${addedNano.toFixed(0)} ns added to ${lackingNano.toFixed(0)} ns; setAttribute costs ${unitNano.toFixed(0)} ns`;
      rows.push({ group: 'flags', name: `${name}: what recording adds, ${unitName}`, ratio, upper, detail });
    }
    await close();
    return rows;
  });
}

const adapterOptions: PairedOptions = {
  ...options,
  // Differences of differences: 30 pairs leave an interval as wide as what is measured.
  pairs: 150,
  // In rounds of 500 requests, as a service has served in minutes: V8 still compiles for long after five of them.
  warmUp: 30,
};

async function openLaunchDarkly(): Promise<Vendor> {
  const { init } = await import('@launchdarkly/node-server-sdk');
  const { TestData } = await import('@launchdarkly/node-server-sdk/integrations');
  const data = new TestData();
  await data.update(data.flag('checkout').booleanFlag().fallthroughVariation(true));
  const logger = { error() {}, warn() {}, info() {}, debug() {} };
  const client = init('sdk-key', {
    updateProcessor: data.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger,
  });
  await client.waitForInitialization({ timeout: 5 });
  // LaunchDarkly's own machinery for hooks costs several times what is done in one. And one client for both: two that
  // are equal differ by as much as is measured here, in either direction, from process to process.
  const hook = createLaunchDarklyHook();
  let isRecorded = false;
  client.addHook?.({
    getMetadata: hook.getMetadata,
    afterEvaluation: (context, series, detail) => (isRecorded ? hook.afterEvaluation(context, series, detail) : series),
  });
  const user = { kind: 'user', key: 'u-1', audience: 'internal' };
  const evaluate = (recorded: boolean): unknown => {
    isRecorded = recorded;
    return client.boolVariation('checkout', user, false);
  };
  return {
    name: 'LaunchDarkly (against an empty hook)',
    plain: () => evaluate(false),
    recorded: () => evaluate(true),
    close: () => client.close(),
  };
}

async function openGrowthBook(): Promise<Vendor> {
  const { GrowthBookClient } = await import('@growthbook/growthbook');
  const features = { checkout: { defaultValue: true } };
  const open = () => new GrowthBookClient().initSync({ payload: { features } });
  const [plain, recorded] = [open(), open()];
  recordGrowthBook(recorded);
  const user = { attributes: { id: 'u-1', audience: 'internal' } };
  return {
    name: 'GrowthBook',
    plain: () => plain.isOn('checkout', user),
    recorded: () => recorded.isOn('checkout', user),
    close: () => [plain, recorded].map((client) => client.destroy()),
  };
}

async function openConfigCat(): Promise<Vendor> {
  const { createFlagOverridesFromMap, getClient, OverrideBehaviour, PollingMode } = await import('@configcat/sdk/node');
  const flagOverrides = createFlagOverridesFromMap({ checkout: true }, OverrideBehaviour.LocalOnly);
  const logger = { log() {} };
  const open = (key: string) => getClient(key, PollingMode.ManualPoll, { flagOverrides, logger });
  const [plain, recorded] = [open('localhost'), open('localhost-2')];
  recordConfigCat(recorded);
  const user = { identifier: 'u-1', custom: { audience: 'internal' } };
  return {
    name: 'ConfigCat',
    plain: () => plain.snapshot().getValue('checkout', false, user),
    recorded: () => recorded.snapshot().getValue('checkout', false, user),
    close: () => [plain, recorded].map((client) => client.dispose()),
  };
}

async function openUnleash(): Promise<Vendor> {
  const { InMemStorageProvider, Unleash } = await import('unleash-client');
  const toggle = {
    name: 'checkout',
    type: 'release',
    project: 'default',
    stale: false,
    impressionData: false,
    enabled: true,
    variants: [],
    strategies: [{ name: 'default', parameters: {}, constraints: [] }],
  };
  const open = async () => {
    const client = new Unleash({
      appName: 'shop',
      url: 'http://127.0.0.1:1/',
      refreshInterval: 0,
      disableMetrics: true,
      skipInstanceCountWarning: true,
      storageProvider: new InMemStorageProvider(),
      bootstrap: { data: [toggle] as never },
    });
    await new Promise((resolve) => client.once('ready', resolve));
    return client;
  };
  const [plain, recorded] = [await open(), await open()];
  recordUnleash(recorded);
  const user = { userId: 'u-1', properties: { audience: 'internal' } };
  return {
    name: 'Unleash',
    plain: () => plain.isEnabled('checkout', user),
    recorded: () => recorded.isEnabled('checkout', user),
    close: () => [plain, recorded].map((client) => client.destroy()),
  };
}

async function openPostHog(): Promise<Vendor> {
  const { PostHog } = await import('posthog-node');
  const filters = { groups: [{ properties: [], rollout_percentage: 100, variant: null }] };
  const flags = [{ id: 1, key: 'checkout', name: '', active: true, filters }];
  const open = async () => {
    const client = new PostHog('phc_bench', {
      host: 'http://127.0.0.1:1',
      personalApiKey: 'phx_bench',
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
  };
  const [plain, recorded] = [await open(), await open()];
  recordPostHog(recorded);
  const about = { onlyEvaluateLocally: true, personProperties: { audience: 'internal' } };
  const [plainFlags, recordedFlags] = [
    await plain.evaluateFlags('u-1', about),
    await recorded.evaluateFlags('u-1', about),
  ];
  return {
    name: 'PostHog',
    plain: () => plainFlags.getFlag('checkout'),
    recorded: () => recordedFlags.getFlag('checkout'),
    close: () => Promise.all([plain, recorded].map((client) => client.shutdown())),
  };
}
