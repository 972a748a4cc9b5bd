import { shopChanges, shopMetrics } from './shop-functions.ts';
import { createShop } from './shop.ts';
import { createWorld } from './world.ts';
import { launch, openTab } from './browser.ts';
const [, , dark, width, ...paths] = process.argv;
const t0 = performance.now();
const world = await createWorld(
  { ...createShop(Number(process.env.RATE ?? 120)), metrics: shopMetrics },
  { changes: shopChanges },
);
console.log('world', Math.round(performance.now() - t0), world.link());
(await world.server) && 0;
const browser = await launch();
for (const [i, path] of paths.entries()) {
  const tab = await openTab(browser, {
    colorScheme: dark === 'dark' ? 'dark' : 'light',
    viewport: { width: Number(width), height: 900 },
  });
  await tab.page.goto(world.link(path));
  await tab.page.waitForTimeout(Number(process.env.WAIT ?? 1500));
  await tab.page.screenshot({ path: `/tmp/shot-${i}.png`, fullPage: true });
  console.log(path, await tab.page.title(), JSON.stringify(await tab.faults()), JSON.stringify(await tab.violations()));
  await tab.close();
}
await browser.close();
await world.close();
