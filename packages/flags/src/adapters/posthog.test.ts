import { adapterContract } from '../contract/adapter.ts';
import type { AdapterSubject, AdapterUser } from '../contract/adapter.ts';
import { createPostHogClient } from '../contract/offline-clients.ts';
import { recordPostHog } from './posthog.ts';

const group = { properties: [], rollout_percentage: 100, variant: null };
const internal = { key: 'audience', value: ['internal'], operator: 'exact', type: 'person' };
const flags = [
  { id: 1, key: 'new-checkout', name: '', active: true, filters: { groups: [{ ...group, properties: [internal] }] } },
  {
    id: 2,
    key: 'theme',
    name: '',
    active: true,
    filters: { groups: [group], multivariate: { variants: [{ key: 'dark', rollout_percentage: 100 }] } },
  },
];

const toOptions = ({ audience }: AdapterUser) => ({ onlyEvaluateLocally: true, personProperties: { audience } });

adapterContract({
  name: 'PostHog, snapshots',
  missingAnswer: true,
  async open(): Promise<AdapterSubject> {
    const client = await createPostHogClient(flags);
    return {
      attach: () => recordPostHog(client),
      checkout: async (user) => (await client.evaluateFlags(user.id, toOptions(user))).isEnabled('new-checkout'),
      theme: async (user) => String((await client.evaluateFlags(user.id, toOptions(user))).getFlag('theme')),
      missing: async (user) =>
        (await client.evaluateFlags(user.id, toOptions(user))).isEnabled('not-there', { defaultValue: true }),
      close: () => client.shutdown(),
    };
  },
});

adapterContract({
  name: 'PostHog, one flag at a time',
  missingAnswer: undefined,
  async open(): Promise<AdapterSubject> {
    const client = await createPostHogClient(flags);
    return {
      attach: () => recordPostHog(client),
      checkout: async (user) => (await client.isFeatureEnabled('new-checkout', user.id, toOptions(user))) ?? false,
      theme: async (user) => (await client.getFeatureFlagResult('theme', user.id, toOptions(user)))?.variant ?? 'light',
      missing: (user) => client.getFeatureFlag('not-there', user.id, toOptions(user)),
      close: () => client.shutdown(),
    };
  },
});
