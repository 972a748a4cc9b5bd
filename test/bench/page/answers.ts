import type { Browser } from 'playwright-core';
import { openTab } from '../../page/browser.ts';
import type { World } from '../../page/world.ts';
import type { BenchRow } from '../row.ts';
import { traceId, traceSpans } from './fill.ts';

/** The slowest answer to each kind of input, from the input to the frame that shows it (Event Timing). */
export async function measureAnswers(world: World, browser: Browser, slowdown: number): Promise<readonly BenchRow[]> {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.addInitScript(`
    window.answers = [];
    new PerformanceObserver((list) => window.answers.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'event', durationThreshold: 16, buffered: true });`);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const rows: BenchRow[] = [];
  const measure = async (name: string, act: () => Promise<void>): Promise<void> => {
    await page.waitForTimeout(500);
    await page.evaluate('window.answers.length = 0');
    await act();
    await page.waitForTimeout(300);
    const worst = await page.evaluate<number>('Math.max(0, ...window.answers)');
    const detail = worst === 0 ? 'each below 16 ms' : `the slowest ${worst.toFixed(0)} ms`;
    rows.push({ group: 'page', name: `${name}${slowdown === 1 ? '' : `, ${slowdown} × slower processor`}`, detail });
  };
  await page.goto(world.link('/release?service=checkout'));
  const heat = page.getByRole('application');
  await heat.scrollIntoViewIfNeeded();
  await measure('layers of the heat map', async () => {
    for (const layer of ['all', 'baseline', 'difference', 'candidate'])
      await page.getByText(layer, { exact: true }).first().click({ delay: 30 });
  });
  const area = (await heat.boundingBox()) ?? { x: 0, y: 0, width: 600, height: 300 };
  await measure('a box of 80 moves, and its explanation', async () => {
    await page.mouse.move(area.x + 200, area.y + 60);
    await page.mouse.down();
    for (let step = 0; step < 80; step += 1) await page.mouse.move(area.x + 200 + step * 3, area.y + 60 + step);
    await page.mouse.up();
    await page.getByText(/in the box/).waitFor();
  });
  await page.goto(world.link('/events'));
  await page.getByRole('row').nth(1).click();
  await measure('thirty rows down by keys', async () => {
    for (let step = 0; step < 30; step += 1) await page.keyboard.press('j', { delay: 20 });
  });
  await page.goto(world.link(`/trace/${traceId}`));
  await page.getByRole('treegrid').waitFor({ timeout: 60_000 });
  await page.getByRole('treegrid').focus();
  await measure(`a trace of ${traceSpans.toLocaleString('en-US')} spans: folds, the next error`, async () => {
    for (const key of ['ArrowLeft', 'ArrowRight', 'e', 'e', 'e', 'Home', 'ArrowLeft', 'ArrowRight'])
      await page.keyboard.press(key, { delay: 120 });
  });
  await tab.close();
  return rows;
}
