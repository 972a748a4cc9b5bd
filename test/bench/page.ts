import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { createBatch, createSpan } from '@seatrial/store/contract';
import { Traffic } from '../../packages/cli/src/generate/traffic.ts';
import { sendTraffic } from '../../packages/cli/src/generate/sender.ts';
import { launch, openTab } from '../page/browser.ts';
import { createWorld } from '../page/world.ts';
import type { World } from '../page/world.ts';
import { comparePairs, median } from './paired.ts';
import type { BenchRow } from './row.ts';

/** Spans that are stored while the page is looked at; the goal is for a million (SEATRIAL_BENCH_SPANS=1000000). */
const wanted = Number(process.env['SEATRIAL_BENCH_SPANS'] ?? 200_000);
const pairs = Number(process.env['SEATRIAL_BENCH_PAIRS'] ?? 12);
const traceSpans = 80_000;
const traceId = 'f'.repeat(32);

/** How soon the page is useful, and how soon it answers: in a real browser, on a store that is not empty. */
export async function benchPage(): Promise<readonly BenchRow[]> {
  const world = await createWorld();
  const browser = await launch();
  try {
    await fill(world);
    return [
      await measurePaint(world, browser, 'release page', '/release?service=checkout', '.heat canvas'),
      await measurePaint(world, browser, 'releases', '/', '.releases tbody tr'),
      ...(await measureAnswers(world, browser, 1)),
      ...(await measureAnswers(world, browser, 4)),
      await measureScroll(world, browser),
      await measureTail(world, browser),
    ];
  } finally {
    await browser.close();
    await world.close();
  }
}

/** Forty minutes of generated traffic, and one large trace. */
async function fill({ store }: World): Promise<void> {
  const traffic = new Traffic({ seed: 3 });
  const now = Date.now();
  const part = 10_000;
  for (let done = 0; done < wanted; done += part) {
    const at = now - 2_400_000 * (1 - done / wanted);
    await store.ingest(createBatch({ spans: traffic.next(part, at) }), { historic: true });
  }
  const toId = (index: number): string => (index + 1).toString(16).padStart(16, '0');
  const spans = Array.from({ length: traceSpans }, (_, index) =>
    createSpan({
      traceId,
      spanId: toId(index),
      parentSpanId: index === 0 ? '' : toId(Math.floor((index - 1) / 8)),
      kind: index === 0 ? 'server' : 'internal',
      name: `step ${index % 50}`,
      at: index / 100,
      ms: index === 0 ? 900 : 3,
      statusCode: index % 9000 === 8999 ? 'error' : 'unset',
    }),
  );
  await store.ingest(createBatch({ spans }), { historic: true });
}

/** Until the heading and the picture are painted, beside an empty page's first paint; one after the other. */
async function measurePaint(
  world: World,
  browser: Browser,
  name: string,
  path: string,
  picture: string,
): Promise<BenchRow> {
  const empty = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>-</title><h1>-</h1>'),
  );
  await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve));
  const emptyUrl = `http://127.0.0.1:${(empty.address() as AddressInfo).port}/`;
  const tab = await openTab(browser);
  await tab.page.goto(world.link(path));
  const address = tab.page.url();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let pair = -2; pair < pairs; pair += 1) {
    const useful = await paint(tab.page, address, picture);
    const bare = await paint(tab.page, emptyUrl, 'h1');
    if (pair < 0) continue;
    ours.push(useful);
    theirs.push(bare);
  }
  await tab.close();
  empty.close();
  const { ratio, upper } = comparePairs(ours, theirs);
  const spans = (wanted + traceSpans).toLocaleString('en-US');
  return {
    group: 'page',
    name: `${name} is useful, against an empty page, ${spans} spans stored`,
    ratio,
    upper,
    detail: `${median(ours).toFixed(0)} ms against ${median(theirs).toFixed(0)}`,
  };
}

/** Milliseconds from the start of a navigation to the frame after an element is there. */
async function paint(page: Page, url: string, selector: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => document.querySelector('h1') && document.querySelector(${JSON.stringify(selector)})
      ? requestAnimationFrame(() => resolve(performance.now()))
      : requestAnimationFrame(look);
    look();
  })`);
}

/** The slowest answer to each kind of input, from the input to the frame that shows it (Event Timing). */
async function measureAnswers(world: World, browser: Browser, slowdown: number): Promise<readonly BenchRow[]> {
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

/** Frames while rows go by, page after page loaded on the way. */
async function measureScroll(world: World, browser: Browser): Promise<BenchRow> {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.goto(world.link('/events?tail=off'));
  await page.getByRole('row').nth(1).waitFor();
  const frames = await page.evaluate<readonly number[]>(`new Promise((resolve) => {
    const grid = document.querySelector('.event-grid');
    const frames = [];
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      grid.scrollTop += 140;
      if (frames.length < 400) requestAnimationFrame(step);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(step);
  })`);
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): string => ((sorted[Math.floor(sorted.length * share)] ?? 0) / (1000 / 60)).toFixed(1);
  const rows = await page.evaluate<number>(`Math.round(document.querySelector('.event-grid').scrollTop / 28)`);
  await tab.close();
  const name = `scrolling through ${rows.toLocaleString('en-US')} events`;
  return { group: 'page', name, detail: `${at(0.5)} frames (median), ${at(0.95)} (p95)` };
}

/** What the page holds when a long tail has gone by, beside what it held after a tenth of it. */
async function measureTail(world: World, browser: Browser): Promise<BenchRow> {
  const tab = await openTab(browser);
  const { page } = tab;
  await page.goto(world.link('/events'));
  await page.getByRole('row').nth(1).waitFor();
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await page.waitForTimeout(1500);
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const send = async (seconds: number): Promise<number> => {
    const traffic = new Traffic({ seed: seconds });
    const { otlpUrl } = world.server.state;
    return (await sendTraffic({ url: otlpUrl, traffic, rate: 0, seconds, batch: 512, senders: 4 })).spans;
  };
  const few = await send(6);
  const early = await heap();
  const many = few + (await send(12));
  const late = await heap();
  await tab.close();
  return {
    group: 'page',
    name: `memory after ${many.toLocaleString('en-US')} events by the live tail, against ${few.toLocaleString('en-US')}`,
    ratio: late / early,
    upper: late / early,
    detail: `${(late / 1e6).toFixed(1)} MB against ${(early / 1e6).toFixed(1)}`,
  };
}
