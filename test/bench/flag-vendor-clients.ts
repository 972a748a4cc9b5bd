import { recordConfigCat } from '@seatrial/flags/configcat';
import { recordGrowthBook } from '@seatrial/flags/growthbook';
import { createLaunchDarklyHook } from '@seatrial/flags/launchdarkly';
import { recordPostHog } from '@seatrial/flags/posthog';
import { recordUnleash } from '@seatrial/flags/unleash';
import {
  createLaunchDarklyClient,
  createPostHogClient,
  createUnleashClient,
} from '../../packages/flags/src/contract/offline-clients.ts';
import type { Evaluate } from './flag-work.ts';

/** A vendor's SDK as it is evaluated, offline. */
export interface Vendor {
  readonly name: string;
  readonly plain: Evaluate;
  readonly recorded: Evaluate;
  /** With an attribute set by hand where recording would be, where the vendor calls hooks. */
  readonly byHand?: Evaluate;
  readonly close: () => unknown;
}

/** One vendor a process, as in a service: five of them make of each call a call of anything. */
export const vendors: Readonly<Record<string, (setAttribute: () => unknown) => Promise<Vendor>>> = {
  launchdarkly: openLaunchDarkly,
  growthbook: openGrowthBook,
  configcat: openConfigCat,
  unleash: openUnleash,
  posthog: openPostHog,
};

async function openLaunchDarkly(setAttribute: () => unknown): Promise<Vendor> {
  const { TestData } = await import('@launchdarkly/node-server-sdk/integrations');
  const data = new TestData();
  await data.update(data.flag('checkout').booleanFlag().fallthroughVariation(true));
  const client = await createLaunchDarklyClient(data);
  // LaunchDarkly's own machinery for hooks costs several times what is done in one. And one client for both: two that
  // are equal differ by as much as is measured here, in either direction, from process to process.
  const hook = createLaunchDarklyHook();
  let then: 'nothing' | 'record' | 'set' = 'nothing';
  client.addHook?.({
    getMetadata: hook.getMetadata,
    afterEvaluation(context, series, detail) {
      if (then === 'record') return hook.afterEvaluation(context, series, detail);
      if (then === 'set') setAttribute();
      return series;
    },
  });
  const user = { kind: 'user', key: 'u-1', audience: 'internal' };
  const evaluate = (next: typeof then): unknown => {
    then = next;
    return client.boolVariation('checkout', user, false);
  };
  return {
    name: 'LaunchDarkly (against an empty hook)',
    plain: () => evaluate('nothing'),
    recorded: () => evaluate('record'),
    byHand: () => evaluate('set'),
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
  const [plain, recorded] = [await createUnleashClient([toggle]), await createUnleashClient([toggle])];
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
  const [plain, recorded] = [await createPostHogClient(flags), await createPostHogClient(flags)];
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
