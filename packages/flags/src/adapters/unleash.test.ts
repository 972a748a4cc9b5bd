import { adapterContract } from '../contract/adapter.ts';
import type { AdapterUser } from '../contract/adapter.ts';
import { createUnleashClient } from '../contract/offline-clients.ts';
import { recordUnleash } from './unleash.ts';

const toContext = ({ id, audience }: AdapterUser) => ({ userId: id, properties: { audience } });
const toggle = { type: 'release', project: 'default', stale: false, impressionData: false, enabled: true } as const;
const constraint = {
  contextName: 'audience',
  operator: 'IN',
  values: ['internal'],
  inverted: false,
  caseInsensitive: false,
};

adapterContract({
  name: 'Unleash',
  missingAnswer: true,
  themeVariant: 'dark-mode',
  async open() {
    const client = await createUnleashClient([
      {
        ...toggle,
        name: 'new-checkout',
        strategies: [{ name: 'default', parameters: {}, constraints: [constraint] }],
        variants: [],
      },
      {
        ...toggle,
        name: 'theme',
        strategies: [{ name: 'default', parameters: {}, constraints: [] }],
        variants: [
          {
            name: 'dark-mode',
            weight: 1000,
            payload: { type: 'string', value: 'dark' },
            weightType: 'variable',
            stickiness: 'default',
          },
        ],
      },
    ]);
    return {
      attach: () => recordUnleash(client),
      checkout: (user) => client.isEnabled('new-checkout', toContext(user)),
      theme: (user) => client.getVariant('theme', toContext(user)).payload?.value ?? 'light',
      missing: (user) => client.isEnabled('not-there', toContext(user), true),
      close: () => client.destroy(),
    };
  },
});
