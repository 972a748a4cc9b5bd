import { afterEach, beforeEach, describe } from 'vitest';
import type { Retention } from '../retention.ts';
import type { Store } from '../store.ts';
import { describeCarried } from './carried.ts';
import { describeContrast } from './contrast.ts';
import { describeEvents } from './events.ts';
import { describeEvidence } from './evidence.ts';
import { describeFunctions } from './functions.ts';
import { describeIngest } from './ingest.ts';
import { describeLifecycle } from './lifecycle.ts';
import { describeListings } from './listings.ts';
import { describeLogs } from './logs.ts';
import { describeSelectors } from './selectors.ts';
import { describeSql } from './sql.ts';
import { describeWholeNumbers } from './whole-numbers.ts';

export interface ContractOptions {
  /** Opens an empty store, with this retention. */
  open(retention?: Retention): Promise<Store>;
}

/** What every engine has to pass. Call it in a test file of the engine. */
export function storeContract(name: string, options: ContractOptions): void {
  describe(`${name} keeps the store's contract`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await options.open();
    });
    afterEach(async () => {
      await store.close();
    });
    // First, since its times are those at which this file began.
    describeLifecycle(
      () => store,
      async (retention) => {
        await store.close();
        store = await options.open(retention);
        return store;
      },
    );
    describeIngest(() => store);
    describeListings(() => store);
    describeEvents(() => store);
    describeLogs(() => store);
    describeSelectors(() => store);
    describeWholeNumbers(() => store);
    describeSql(() => store);
    describeCarried(() => store);
    describeEvidence(() => store);
    describeFunctions(() => store);
    describeContrast(() => store);
  });
}
