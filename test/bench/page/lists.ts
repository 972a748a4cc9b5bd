import type { Browser, CDPSession } from 'playwright-core';
import { Traffic } from '../../../packages/cli/src/generate/traffic.ts';
import { sendTraffic } from '../../../packages/cli/src/generate/sender.ts';
import { openTab } from '../../page/browser.ts';
import type { World } from '../../page/world.ts';
import type { BenchRow } from '../row.ts';

const frameMs = 1000 / 60;
const listed = 50_000;

/** Frames while rows go by where fifty thousand are loaded: as fast as a hand flings them, and all of them in 400 frames. */
export async function measureScroll(world: World, browser: Browser): Promise<readonly BenchRow[]> {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.goto(world.link('/events?tail=off'));
  await page.getByRole('row').nth(1).waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const grid = document.querySelector('.event-grid');
    const more = setInterval(() => {
      grid.scrollTop = grid.scrollHeight;
      if (grid.scrollHeight < ${listed} * 28) return;
      clearInterval(more);
      grid.scrollTop = 0;
      setTimeout(resolve, 500);
    }, 15);
  })`);
  const scroll = async (name: string, begin: number, pixels: number): Promise<BenchRow> => {
    const frames = await page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const grid = document.querySelector('.event-grid');
    grid.scrollTop = ${begin};
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      grid.scrollTop += ${pixels};
      if (frames.length < 400) requestAnimationFrame(step);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(step);
  })`);
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number): string => ((sorted[Math.floor(sorted.length * share)] ?? 0) / frameMs).toFixed(1);
    return { group: 'page', name, detail: `${at(0.5)} frames (median), ${at(0.95)} (p95)` };
  };
  const rows = [
    await scroll('scrolling in 50,000 events, five rows a frame', (listed * 28) / 2, 140),
    await scroll('scrolling from the first to the last of 50,000 events in 400 frames', 0, (listed * 28) / 400),
  ];
  const reached = await page.evaluate<number>(`document.querySelector('.event-grid').scrollTop / 28`);
  await tab.close();
  if (reached < listed - 100) throw new Error(`only ${reached} rows were reached`);
  return rows;
}

const early = 100_000;
const late = 1_000_000;
/** As many a second as `bench tail` sends: in one burst of all the page would be sent a part, and its list not be full yet. */
const rate = 20_000;

/** What the page holds when a million events have gone by its tail, beside what it held after a tenth of them. */
export async function measureTail(world: World, browser: Browser): Promise<BenchRow> {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.goto(world.link('/events'));
  await page.getByRole('row').nth(1).waitFor();
  const session = await page.context().newCDPSession(page);
  const traffic = new Traffic({ seed: 5 });
  let sent = 0;
  const sendUntil = async (count: number): Promise<number> => {
    const { otlpUrl } = world.server.state;
    while (sent < count)
      sent += (await sendTraffic({ url: otlpUrl, traffic, rate, seconds: 5, batch: 512, senders: 4 })).spans;
    await page.waitForTimeout(1500);
    return readHeap(session);
  };
  const before = await sendUntil(early);
  const few = sent;
  const after = await sendUntil(late);
  await tab.close();
  return {
    group: 'page',
    name: `memory after ${sent.toLocaleString('en-US')} events by the live tail, against ${few.toLocaleString('en-US')}`,
    ratio: after / before,
    upper: after / before,
    detail: `${(after / 1e6).toFixed(1)} MB against ${(before / 1e6).toFixed(1)}`,
  };
}

/** Bytes after a collection. */
async function readHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}
