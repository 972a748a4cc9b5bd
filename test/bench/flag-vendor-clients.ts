import type { LDClient } from '@launchdarkly/node-server-sdk';
import { recordConfigCat } from '@seatrial/flags/configcat';
import { recordGrowthBook } from '@seatrial/flags/growthbook';
import { createLaunchDarklyHook, recordLaunchDarkly } from '@seatrial/flags/launchdarkly';
import { recordPostHog } from '@seatrial/flags/posthog';
import { recordUnleash } from '@seatrial/flags/unleash';
import {
  createLaunchDarklyClient,
  createPostHogClient,
  createUnleashClient,
} from '../../packages/flags/src/contract/offline-clients.ts';
import type { Evaluate } from './flag-work.ts';

/** A vendor's SDK as it is evaluated, offline. */
interface Vendor {
  readonly name: string;
  readonly plain: Evaluate;
  readonly recorded: Evaluate;
  /** With an attribute set by hand where recording would be, where the vendor calls hooks. */
  readonly byHand?: Evaluate;
  readonly close: () => unknown;
}

/** Opens clients that know these flags, which are evaluated one after the other. */
type Open = (flags: readonly string[], setAttribute: () => unknown) => Promise<Vendor>;

/** One vendor a process, as in a service: five of them make of each call a call of anything. */
export const vendors: Readonly<Record<string, Open>> = {
  launchdarkly: openLaunchDarkly,
  'launchdarkly-hook': openLaunchDarklyHook,
  growthbook: openGrowthBook,
  configcat: openConfigCat,
  unleash: openUnleash,
  posthog: openPostHog,
};

/** Evaluates the next flag. */
function inTurn(flags: readonly string[], evaluate: (flag: string) => unknown): Evaluate {
  let turn = 0;
  return () => evaluate(flags[(turn += 1) % flags.length] ?? '');
}

async function openLaunchDarkly(flags: readonly string[]): Promise<Vendor> {
  const [plain, recorded] = [await createLaunchDarkly(flags), await createLaunchDarkly(flags)];
  recordLaunchDarkly(recorded);
  const user = { kind: 'user', key: 'u-1', audience: 'internal' };
  return {
    name: 'LaunchDarkly',
    plain: inTurn(flags, (flag) => plain.boolVariation(flag, user, false)),
    recorded: inTurn(flags, (flag) => recorded.boolVariation(flag, user, false)),
    close: () => [plain, recorded].map((client) => client.close()),
  };
}

async function createLaunchDarkly(flags: readonly string[]): Promise<LDClient> {
  const { TestData } = await import('@launchdarkly/node-server-sdk/integrations');
  const data = new TestData();
  for (const flag of flags) await data.update(data.flag(flag).booleanFlag().fallthroughVariation(true));
  return createLaunchDarklyClient(data);
}

async function openLaunchDarklyHook(flags: readonly string[], setAttribute: () => unknown): Promise<Vendor> {
  const client = await createLaunchDarkly(flags);
  // Against an empty hook: LaunchDarkly's own machinery for hooks costs several times what is done in one. And one client
  // for both: two that are equal differ by much of what is measured here, in either direction, from process to process.
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
  const evaluate = (next: typeof then): Evaluate =>
    inTurn(flags, (flag) => {
      then = next;
      return client.boolVariation(flag, user, false);
    });
  return {
    name: 'LaunchDarkly by its hook (against an empty one)',
    plain: evaluate('nothing'),
    recorded: evaluate('record'),
    byHand: evaluate('set'),
    close: () => client.close(),
  };
}

async function openGrowthBook(flags: readonly string[]): Promise<Vendor> {
  const { GrowthBookClient } = await import('@growthbook/growthbook');
  const features = Object.fromEntries(flags.map((flag) => [flag, { defaultValue: true }]));
  const open = () => new GrowthBookClient().initSync({ payload: { features } });
  const [plain, recorded] = [open(), open()];
  recordGrowthBook(recorded);
  const user = { attributes: { id: 'u-1', audience: 'internal' } };
  return {
    name: 'GrowthBook',
    plain: inTurn(flags, (flag) => plain.isOn(flag, user)),
    recorded: inTurn(flags, (flag) => recorded.isOn(flag, user)),
    close: () => [plain, recorded].map((client) => client.destroy()),
  };
}

async function openConfigCat(flags: readonly string[]): Promise<Vendor> {
  const { createFlagOverridesFromMap, getClient, OverrideBehaviour, PollingMode } = await import('@configcat/sdk/node');
  const flagOverrides = createFlagOverridesFromMap(
    Object.fromEntries(flags.map((flag) => [flag, true])),
    OverrideBehaviour.LocalOnly,
  );
  const logger = { log() {} };
  const open = (key: string) => getClient(key, PollingMode.ManualPoll, { flagOverrides, logger });
  const [plain, recorded] = [open('localhost'), open('localhost-2')];
  recordConfigCat(recorded);
  const user = { identifier: 'u-1', custom: { audience: 'internal' } };
  return {
    name: 'ConfigCat',
    plain: inTurn(flags, (flag) => plain.snapshot().getValue(flag, false, user)),
    recorded: inTurn(flags, (flag) => recorded.snapshot().getValue(flag, false, user)),
    close: () => [plain, recorded].map((client) => client.dispose()),
  };
}

async function openUnleash(flags: readonly string[]): Promise<Vendor> {
  const toggles = flags.map((name) => ({
    name,
    type: 'release',
    project: 'default',
    stale: false,
    impressionData: false,
    enabled: true,
    variants: [],
    strategies: [{ name: 'default', parameters: {}, constraints: [] }],
  }));
  const [plain, recorded] = [await createUnleashClient(toggles), await createUnleashClient(toggles)];
  recordUnleash(recorded);
  const user = { userId: 'u-1', properties: { audience: 'internal' } };
  return {
    name: 'Unleash',
    plain: inTurn(flags, (flag) => plain.isEnabled(flag, user)),
    recorded: inTurn(flags, (flag) => recorded.isEnabled(flag, user)),
    close: () => [plain, recorded].map((client) => client.destroy()),
  };
}

async function openPostHog(flags: readonly string[]): Promise<Vendor> {
  const filters = { groups: [{ properties: [], rollout_percentage: 100, variant: null }] };
  const definitions = flags.map((key, id) => ({ id, key, name: '', active: true, filters }));
  const [plain, recorded] = [await createPostHogClient(definitions), await createPostHogClient(definitions)];
  recordPostHog(recorded);
  const about = { onlyEvaluateLocally: true, personProperties: { audience: 'internal' } };
  const [plainFlags, recordedFlags] = [
    await plain.evaluateFlags('u-1', about),
    await recorded.evaluateFlags('u-1', about),
  ];
  return {
    name: 'PostHog',
    plain: inTurn(flags, (flag) => plainFlags.getFlag(flag)),
    recorded: inTurn(flags, (flag) => recordedFlags.getFlag(flag)),
    close: () => Promise.all([plain, recorded].map((client) => client.shutdown())),
  };
}
