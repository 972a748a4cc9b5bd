import { expect } from 'vitest';
import type { Browser } from 'playwright-core';
import { openTab } from './browser.ts';
import type { World } from './world.ts';

const trace = '00000b015eed5eed5eed5eed5eed5eed';

/** Every view with what it shows when it is there. */
export const views = [
  ['/', 'Regressed'],
  ['/release', 'A verdict on a route survives'],
  ['/release?box=1795515900000-1795517400000,1342.18-2684.36&layer=difference', 'in the box'],
  ['/functions?by=author', 'thrown here'],
  ['/events?where=error=true', 'TaxRoundingError'],
  ['/events?of=logs&where=error=true', 'tax differs'],
  ['/events?by=route,release', '/cart/items'],
  [`/trace/${trace}`, 'Resource'],
  ['/cohorts?share.flag.new-tax=off:50,on:50', 'Not as declared'],
] as const;

export const empties = [
  ['/', 'Nothing has come yet'],
  ['/release', 'Nothing has come yet'],
  ['/functions', 'Nobody has told which functions ran'],
  ['/events', 'Nothing has come yet'],
  ['/events?of=logs', 'No log has come yet'],
  ['/events?by=release', 'Nothing has come yet'],
  [`/trace/${trace}`, 'This trace is not stored'],
  ['/cohorts', 'Nothing has come yet'],
  ['/elsewhere', 'Nothing is at this address'],
] as const;

export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

/** Opens views one after the other, and holds each to what everybody needs: no rule of access broken, no scrolling sideways. */
export async function lookAtAll(
  browser: Browser,
  world: World,
  paths: readonly (readonly [path: string, text: string])[],
  { colorScheme, width }: Look,
): Promise<void> {
  const tab = await openTab(browser, { colorScheme, viewport: { width, height: 900 } });
  const { page } = tab;
  for (const [path, text] of paths) {
    await page.goto(world.link(path));
    if (path.startsWith('/events?where') || path.startsWith('/events?of=logs&'))
      await page.getByRole('row').nth(1).click();
    await page.getByText(text).first().waitFor();
    expect([path, ...(await tab.violations())]).toEqual([path]);
    const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, Math.max(0, beyond)]).toEqual([path, 0]);
  }
  // What a browser says of a trace that is not there, and nothing else.
  expect((await tab.faults()).filter((fault) => !fault.includes('404'))).toEqual([]);
  await tab.close();
}
