import { describe, expect, it } from 'vitest';
import { missingBrowser, openTab } from './browser.ts';
import { empties, lookAtAll, views } from './every-view.ts';
import { setStage } from './stage.ts';

describe.skipIf(missingBrowser !== undefined)('every view', () => {
  const stage = setStage();

  // All themes, widths and views: test/long/page.test.ts, which .ci/run runs as well.
  it('can be read by everybody, and never scrolls sideways', async () => {
    await lookAtAll(stage.browser, stage.full, [views[2]], { colorScheme: 'light', width: 1440 });
    await lookAtAll(stage.browser, stage.full, [views[1], views[4], views[7]], { colorScheme: 'dark', width: 390 });
    await lookAtAll(stage.browser, stage.empty, [empties[0], empties[2], empties[6]], {
      colorScheme: 'dark',
      width: 1440,
    });
    expect(stage.browser.contexts()).toEqual([]);
  });

  it('opens its overlays by keys, and closes them', async () => {
    const tab = await openTab(stage.browser);
    const { page } = tab;
    await page.goto(stage.full.link());
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
