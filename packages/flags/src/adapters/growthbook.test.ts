import { GrowthBook, GrowthBookClient } from '@growthbook/growthbook';
import type { FeatureDefinition } from '@growthbook/growthbook';
import { adapterContract } from '../contract/adapter.ts';
import { recordGrowthBook } from './growthbook.ts';

const features: Record<string, FeatureDefinition> = {
  'new-checkout': { defaultValue: false, rules: [{ condition: { audience: 'internal' }, force: true }] },
  theme: {
    defaultValue: 'light',
    rules: [
      {
        key: 'theme-test',
        hashAttribute: 'id',
        variations: ['light', 'dark'],
        weights: [0, 1],
        meta: [{ key: 'control' }, { key: 'treatment' }],
      },
    ],
  },
};

adapterContract({
  name: 'GrowthBookClient',
  missingAnswer: true,
  themeVariant: 'treatment',
  open() {
    const client = new GrowthBookClient().initSync({ payload: { features } });
    return {
      attach: () => recordGrowthBook(client),
      checkout: (user) => client.isOn('new-checkout', { attributes: { ...user } }),
      theme: (user) => client.createScopedInstance({ attributes: { ...user } }).getFeatureValue('theme', 'light'),
      missing: (user) => client.getFeatureValue('not-there', true, { attributes: { ...user } }),
      close: () => client.destroy(),
    };
  },
});

adapterContract({
  name: 'GrowthBook, one instance for one user at a time',
  missingAnswer: true,
  themeVariant: 'treatment',
  open() {
    const instance = new GrowthBook().initSync({ payload: { features } });
    const as = <T>(user: object, read: () => T): T => {
      instance.updateAttributes({ ...user }).catch(() => undefined);
      return read();
    };
    return {
      attach: () => recordGrowthBook(instance),
      checkout: (user) => as(user, () => instance.isOn('new-checkout')),
      theme: (user) => as(user, () => instance.getFeatureValue('theme', 'light')),
      missing: (user) => as(user, () => instance.getFeatureValue('not-there', true)),
      close: () => instance.destroy(),
    };
  },
});
