import { createRequire } from 'node:module';
import { init } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { GrowthBookClient } from '@growthbook/growthbook';
import { createFlagOverridesFromMap, getClient, OverrideBehaviour, PollingMode } from '@configcat/sdk/node';
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import type { Hook } from '@openfeature/server-sdk';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createFlags, createOpenFeatureHook } from '@seatrial/flags';
import { recordConfigCat } from '@seatrial/flags/configcat';
import { recordGrowthBook } from '@seatrial/flags/growthbook';
import { recordLaunchDarkly } from '@seatrial/flags/launchdarkly';
import { recordPostHog } from '@seatrial/flags/posthog';
import { recordUnleash } from '@seatrial/flags/unleash';
import { PostHog } from 'posthog-node';
import { InMemStorageProvider, Unleash } from 'unleash-client';
import { measureAdded, measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

const requests = 500;
const evaluations = 10;
const options = { operations: requests * evaluations, pairs: 30 };

type Evaluate = () => unknown;
type Work = () => Promise<void>;

/** Requests of a root and a child span; the child's work evaluates a flag ten times. */
function createWork(evaluate: Evaluate): Work {
  const tracer = trace.getTracer('bench');
  return async () => {
    for (let request = 0; request < requests; request += 1)
      await tracer.startActiveSpan('GET', async (root) => {
        await tracer.startActiveSpan('decide', async (span) => {
          for (let turn = 0; turn < evaluations; turn += 1) {
            const answer = evaluate();
            if (answer instanceof Promise) await answer;
          }
          span.end();
        });
        root.end();
      });
  };
}

/** What recording costs an evaluation: of OpenFeature beside its own hook, of vendors beside one `setAttribute`. */
export async function benchFlagEvaluations(): Promise<readonly BenchRow[]> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const flags = createFlags();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [flags.processor] }));
  OpenFeature.clearHooks();
  try {
    return [...(await benchOpenFeature()), ...(await benchAdapters())];
  } finally {
    flags.stop();
    trace.disable();
    context.disable();
    await OpenFeature.clearProviders();
  }
}

async function benchOpenFeature(): Promise<readonly BenchRow[]> {
  const checkout = { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false };
  await OpenFeature.setProviderAndWait(new InMemoryProvider({ checkout }));
  const createClient = (domain: string, ...hooks: readonly Hook[]): Work => {
    const client = OpenFeature.getClient(domain).addHooks(...hooks);
    return createWork(() => client.getBooleanValue('checkout', false, { targetingKey: 'u-1', audience: 'internal' }));
  };
  const none = createClient('none');
  const row = async (name: string, work: Work): Promise<BenchRow> => {
    const { ratio, upper, aNano, bNano } = await measurePairs(work, none, options);
    const detail = `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns an evaluation`;
    return { group: 'flags', name: `OpenFeature, ${name} against no hook`, ratio, upper, detail };
  };
  const rows = [
    await row('no hook', createClient('none again')),
    await row('our hook', createClient('ours', createOpenFeatureHook())),
  ];
  const theirs = loadSpanEventHook();
  if (theirs === undefined)
    return [
      ...rows,
      {
        group: 'flags',
        name: 'OpenFeature, its SpanEventHook',
        detail: 'not installed: npm ci --prefix test/peers/flags',
      },
    ];
  return [...rows, await row('its SpanEventHook', createClient('theirs', theirs))];
}

function loadSpanEventHook(): Hook | undefined {
  try {
    const require = createRequire(new URL('../peers/flags/package.json', import.meta.url));
    const { SpanEventHook } = require('@openfeature/open-telemetry-hooks') as {
      readonly SpanEventHook: new () => Hook;
    };
    return new SpanEventHook();
  } catch {
    return undefined;
  }
}

interface Vendor {
  readonly name: string;
  readonly plain: Evaluate;
  readonly recorded: Evaluate;
  readonly close: () => unknown;
}

async function benchAdapters(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  let key = 0;
  const names = Array.from({ length: evaluations }, (_, index) => `app.attribute.${index}`);
  const setAttribute = {
    having: createWork(() => trace.getActiveSpan()?.setAttribute(names[(key += 1) % evaluations] ?? '', 'treatment')),
    lacking: createWork(() => names[(key += 1) % evaluations]),
  };
  for (const vendor of [
    await openLaunchDarkly(),
    openGrowthBook(),
    openConfigCat(),
    await openUnleash(),
    await openPostHog(),
  ]) {
    const added = { having: createWork(vendor.recorded), lacking: createWork(vendor.plain) };
    const { ratio, upper, addedNano, lackingNano, unitNano } = await measureAdded(added, setAttribute, options);
    const detail = `${addedNano.toFixed(0)} ns added to ${lackingNano.toFixed(0)} ns; setAttribute costs ${unitNano.toFixed(0)} ns`;
    rows.push({ group: 'flags', name: `${vendor.name}: what recording adds, in setAttributes`, ratio, upper, detail });
    await vendor.close();
  }
  return rows;
}

async function openLaunchDarkly(): Promise<Vendor> {
  const data = new TestData();
  await data.update(data.flag('checkout').booleanFlag().fallthroughVariation(true));
  const logger = { error() {}, warn() {}, info() {}, debug() {} };
  const open = async () => {
    const client = init('sdk-key', {
      updateProcessor: data.getFactory(),
      sendEvents: false,
      diagnosticOptOut: true,
      logger,
    });
    await client.waitForInitialization({ timeout: 5 });
    return client;
  };
  const [plain, recorded] = [await open(), await open()];
  recordLaunchDarkly(recorded);
  // LaunchDarkly's own machinery for hooks costs several times what is done in one.
  plain.addHook?.({ getMetadata: () => ({ name: 'empty' }), afterEvaluation: (_context, series) => series });
  const user = { kind: 'user', key: 'u-1', audience: 'internal' };
  return {
    name: 'LaunchDarkly (against an empty hook)',
    plain: () => plain.boolVariation('checkout', user, false),
    recorded: () => recorded.boolVariation('checkout', user, false),
    close: () => [plain, recorded].map((client) => client.close()),
  };
}

function openGrowthBook(): Vendor {
  const features = { checkout: { defaultValue: true } };
  const [plain, recorded] = [1, 2].map(() => new GrowthBookClient().initSync({ payload: { features } })) as [
    GrowthBookClient,
    GrowthBookClient,
  ];
  recordGrowthBook(recorded);
  const user = { attributes: { id: 'u-1', audience: 'internal' } };
  return {
    name: 'GrowthBook',
    plain: () => plain.isOn('checkout', user),
    recorded: () => recorded.isOn('checkout', user),
    close: () => [plain, recorded].map((client) => client.destroy()),
  };
}

function openConfigCat(): Vendor {
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
