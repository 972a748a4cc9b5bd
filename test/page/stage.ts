import { afterAll, beforeAll } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch } from './browser.ts';
import { createShop } from './shop.ts';
import { shopChanges, shopMetrics } from './shop-functions.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

/** What the tests of every view look at. */
export interface Stage {
  /** The shop with a canary, and what its release changed. */
  readonly full: World;
  readonly empty: World;
  readonly browser: Browser;
}

/** Sets the stage before the tests of the suite in which it is called, and clears it after them. */
export function setStage(): Stage {
  let set: Stage | undefined;
  const get = (): Stage => {
    if (set === undefined) throw new Error('the stage is set before the first test, not earlier');
    return set;
  };
  beforeAll(async () => {
    const [full, empty, browser] = await Promise.all([
      createWorld({ ...createShop(60), metrics: shopMetrics }, { changes: shopChanges }),
      createWorld(),
      launch(),
    ]);
    set = { full, empty, browser };
  });
  afterAll(async () => {
    await get().browser.close();
    await get().full.close();
    await get().empty.close();
  });
  return {
    get full() {
      return get().full;
    },
    get empty() {
      return get().empty;
    },
    get browser() {
      return get().browser;
    },
  };
}
