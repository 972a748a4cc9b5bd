import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, missingBrowser } from '../page/browser.ts';
import { empties, lookAtAll, views } from '../page/every-view.ts';
import { createShop } from '../page/shop.ts';
import { shopChanges, shopMetrics } from '../page/shop-functions.ts';
import { createWorld } from '../page/world.ts';
import type { World } from '../page/world.ts';

describe.skipIf(missingBrowser !== undefined)('every view in every theme and width', () => {
  let full: World;
  let empty: World;
  let browser: Browser;

  beforeAll(async () => {
    [full, empty, browser] = await Promise.all([
      createWorld({ ...createShop(60), metrics: shopMetrics }, { changes: shopChanges }),
      createWorld(),
      launch(),
    ]);
  });

  afterAll(async () => {
    await browser.close();
    await full.close();
    await empty.close();
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 768],
    ['dark', 768],
    ['light', 390],
    ['dark', 390],
  ] as const)('can be read by everybody, and never scrolls sideways: %s, %i wide', async (colorScheme, width) => {
    await lookAtAll(browser, full, views, { colorScheme, width });
    await lookAtAll(browser, empty, empties, { colorScheme, width });
    expect(browser.contexts()).toEqual([]);
  });
});
