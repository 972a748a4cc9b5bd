import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { openTab } from '../../page/browser.ts';
import type { World } from '../../page/world.ts';
import { comparePairs, median } from '../paired.ts';
import type { BenchRow } from '../row.ts';

export interface PaintOptions {
  readonly name: string;
  readonly path: string;
  /** Of what has to be there beside the heading. */
  readonly picture: string;
  readonly pairs: number;
  readonly spans: number;
}

/** Until the heading and the picture are painted, beside an empty page's first paint; one after the other. */
export async function measurePaint(
  world: World,
  browser: Browser,
  { name, path, picture, pairs, spans }: PaintOptions,
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
  return {
    group: 'page',
    name: `${name} is useful, against an empty page, ${spans.toLocaleString('en-US')} spans stored`,
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
