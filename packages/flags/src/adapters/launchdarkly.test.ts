import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { adapterContract } from '../contract/adapter.ts';
import type { AdapterUser } from '../contract/adapter.ts';
import { createLaunchDarklyClient } from '../contract/offline-clients.ts';
import { recordLaunchDarkly } from './launchdarkly.ts';

const toContext = ({ id, audience }: AdapterUser) => ({ kind: 'user', key: id, audience });

adapterContract({
  name: 'LaunchDarkly',
  missingAnswer: true,
  async open() {
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
    const client = await createLaunchDarklyClient(data);
    return {
      attach: () => recordLaunchDarkly(client),
      checkout: (user) => client.boolVariation('new-checkout', toContext(user), false),
      theme: (user) =>
        client.stringVariation('theme', { kind: 'multi', user: { key: user.id, audience: user.audience } }, 'light'),
      missing: (user) => client.boolVariation('not-there', toContext(user), true),
      close: () => client.close(),
    };
  },
});
