import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, missingBrowser, openTab } from './browser.ts';
import { empties, lookAtAll, views } from './every-view.ts';
import { createShop } from './shop.ts';
import { shopChanges, shopMetrics } from './shop-functions.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

describe.skipIf(missingBrowser !== undefined)('every view', () => {
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

  // All themes, widths and views: test/long/page.test.ts, which .ci/run runs as well.
  it('can be read by everybody, and never scrolls sideways', async () => {
    await lookAtAll(browser, full, [views[2]], { colorScheme: 'light', width: 1440 });
    await lookAtAll(browser, full, [views[1], views[4], views[5]], { colorScheme: 'dark', width: 390 });
    await lookAtAll(browser, empty, [empties[0], empties[2], empties[4]], { colorScheme: 'dark', width: 1440 });
    expect(browser.contexts()).toEqual([]);
  });

  it('opens its overlays by keys, and closes them', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(full.link());
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await tab.violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('1.4.1');
    await page.getByRole('option', { name: 'checkout 1.4.1-g88d02ef' }).waitFor();
    expect(await tab.violations()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/release\?.*1\.4\.1/);
    await page.getByRole('button', { name: /^Theme: system/ }).click();
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });
});
