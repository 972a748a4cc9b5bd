import { createFlagOverridesFromMap, getClient, OverrideBehaviour, PollingMode } from '@configcat/sdk/node';
import type { IUser } from '@configcat/sdk/node';
import { adapterContract } from '../contract/adapter.ts';
import type { AdapterUser } from '../contract/adapter.ts';
import { recordConfigCat } from './configcat.ts';

const toUser = ({ id, audience }: AdapterUser): IUser => ({ identifier: id, custom: { audience } });

adapterContract({
  name: 'ConfigCat',
  missingAnswer: true,
  open() {
    const values: Record<string, boolean | string> = { theme: 'dark' };
    const logger = { log() {} };
    const client = getClient('localhost', PollingMode.ManualPoll, {
      flagOverrides: createFlagOverridesFromMap(values, OverrideBehaviour.LocalOnly, true),
      logger,
    });
    return {
      attach: () => recordConfigCat(client),
      checkout: (user) => {
        // Overrides know no targeting: the value is set for the audience before the call that reads it at once.
        values['new-checkout'] = user.audience === 'internal';
        return client.getValueAsync('new-checkout', false, toUser(user));
      },
      theme: (user) => client.getValueAsync('theme', 'light', toUser(user)),
      missing: (user) => client.getValueAsync('not-there', true, toUser(user)),
      close: () => client.dispose(),
    };
  },
});
