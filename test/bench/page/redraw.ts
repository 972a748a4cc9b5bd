import type { Browser } from 'playwright-core';
import type { Heatmap } from '@seatrial/store';
import { openTab } from '../../page/browser.ts';
import type { World } from '../../page/world.ts';
import type { BenchRow } from '../row.ts';

interface Redrawn {
  /** Frames from the choice of a layer to other pixels, for each choice. */
  readonly frames: readonly number[];
  readonly longest: number;
}

/** Frames until the heat map shows another layer: its cells hold every request that is stored of the service. */
export async function measureRedraw(world: World, browser: Browser, service: string): Promise<BenchRow> {
  const tab = await openTab(browser);
  const { page } = tab;
  const answer = page.waitForResponse((response) => response.url().includes('/api/events/heatmap'));
  await page.goto(world.link(`/release?service=${service}&where=error=true|false`));
  const { arms, from, to, columnMs, edgesMs } = (await (await answer).json()) as Heatmap;
  await page.locator('.heat canvas').waitFor();
  await page.waitForTimeout(1000);
  const { frames, longest } = await page.evaluate<Redrawn>(`(async () => {
    const canvas = document.querySelector('.heat canvas');
    const context = canvas.getContext('2d');
    const sum = () => new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)
      .reduce((all, pixel) => (all * 31 + pixel) | 0, 0);
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const frames = [];
    let longest = 0;
    for (let round = 0; round < 3; round += 1)
      for (const layer of ['all', 'baseline', 'difference', 'candidate']) {
        const before = sum();
        const radio = [...document.querySelectorAll('.segments label')].find(({ textContent }) => textContent === layer);
        await next();
        radio.click();
        let count = 0;
        let last = performance.now();
        do {
          await next();
          count += 1;
          longest = Math.max(longest, performance.now() - last);
          last = performance.now();
        } while (sum() === before && count < 60);
        frames.push(count);
      }
    return { frames, longest };
  })()`);
  await tab.close();
  const [columns, rows] = [Math.round((Date.parse(to) - Date.parse(from)) / columnMs), edgesMs.length - 1];
  const requests = arms.reduce((sum, { events }) => sum + events, 0);
  return {
    group: 'page',
    name: `a heat map of ${columns} × ${rows} cells with ${requests.toLocaleString('en-US')} requests shows another layer`,
    detail: `after ${Math.max(...frames)} frame at most, of ${longest.toFixed(0)} ms`,
  };
}
