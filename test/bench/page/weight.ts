import type { Browser } from 'playwright-core';
import { openTab } from '../../page/browser.ts';
import type { World } from '../../page/world.ts';
import type { BenchRow } from '../row.ts';

/** What comes over the line until the release page is whole, and to whom the page speaks. */
export async function measureWeight(world: World, browser: Browser): Promise<readonly BenchRow[]> {
  const tab = await openTab(browser);
  const { page } = tab;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(world.link('/release?service=checkout'));
  await page.locator('.heat canvas').waitFor();
  await page.waitForTimeout(3000);
  const whole = bytes;
  for (const path of ['/', '/functions', '/cohorts', '/events', '/events?of=logs', '/events?by=release'])
    await page.goto(world.link(path), { waitUntil: 'load' });
  const away = (await tab.faults()).filter((fault) => fault.startsWith('left the machine'));
  await tab.close();
  return [
    {
      group: 'page',
      name: 'a first look at a release, with fonts and data, over the line',
      detail: `${(whole / 1000).toFixed(0)} kB`,
    },
    { group: 'page', name: 'requests off the machine, over all views', detail: String(away.length) },
  ];
}
