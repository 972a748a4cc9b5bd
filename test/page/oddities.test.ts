import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { createSpan } from '@seatrial/store/contract';
import type { SpanRecord } from '@seatrial/model';
import { launch, missingBrowser, openTab } from './browser.ts';
import { hostile } from './shop.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

const ids = { large: 'a'.repeat(32), odd: 'b'.repeat(32), one: 'c'.repeat(32) };
const toSpanId = (number: number): string => (number + 1).toString(16).padStart(16, '0');

/** A request with as many spans below it, each the child of one of the ten before. */
function createLarge(count: number): readonly SpanRecord[] {
  return Array.from({ length: count }, (_, index) =>
    createSpan({
      traceId: ids.large,
      spanId: toSpanId(index),
      parentSpanId: index === 0 ? '' : toSpanId(Math.floor((index - 1) / 10)),
      name: index === 4321 ? 'needle' : `step ${index}`,
      kind: index === 0 ? 'server' : 'internal',
      at: index * 0.1,
      ms: index === 0 ? 1000 : 5,
      statusCode: index === 4321 ? 'error' : 'unset',
    }),
  );
}

/** A child before its parent, one whose parent never came, two that lead to each other, and names that nobody should send. */
const odd: readonly SpanRecord[] = [
  createSpan({
    traceId: ids.odd,
    spanId: toSpanId(0),
    name: hostile,
    at: 1000,
    ms: 100,
    attributes: { [hostile]: hostile, __proto__: 'x' },
  }),
  createSpan({
    traceId: ids.odd,
    spanId: toSpanId(1),
    parentSpanId: toSpanId(0),
    name: 'early',
    kind: 'client',
    at: 400,
    ms: 50,
  }),
  createSpan({
    traceId: ids.odd,
    spanId: toSpanId(2),
    parentSpanId: toSpanId(99),
    name: 'lost',
    kind: 'client',
    at: 1010,
  }),
  createSpan({
    traceId: ids.odd,
    spanId: toSpanId(3),
    parentSpanId: toSpanId(4),
    name: 'round',
    kind: 'client',
    at: 1020,
  }),
  createSpan({
    traceId: ids.odd,
    spanId: toSpanId(4),
    parentSpanId: toSpanId(3),
    name: 'about',
    kind: 'client',
    at: 1030,
  }),
];

const releases = Array.from({ length: 100 }, (_, index) =>
  createSpan({ version: `1.${index}.0`, at: index * 60_000, service: hostile }),
);

describe.skipIf(missingBrowser !== undefined)('what is odd, large or hostile', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    const one = createSpan({ traceId: ids.one, ms: 0, service: 'alone', version: '' });
    const spans = [...createLarge(5000), ...odd, ...releases, one];
    [world, browser] = await Promise.all([createWorld({ spans }), launch()]);
  });

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('shows a trace of 5,000 spans a few rows at a time, finds one in it, and folds', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link(`/trace/${ids.large}`));
    await page.getByRole('heading', { name: /5 ?000 spans, 1 failing/ }).waitFor();
    const tree = page.getByRole('treegrid', { name: 'Spans' });
    expect(await tree.getAttribute('aria-rowcount')).toBe('5000');
    expect(await tree.getByRole('row').count()).toBeLessThan(80);
    await tree.focus();
    await page.keyboard.press('e');
    await page.getByRole('row', { name: /needle/, selected: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Search in this trace' }).fill('needle');
    await page.getByText('5 of 5 000 spans').waitFor();
    await tree.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.locator('[role=treegrid][aria-rowcount="1"]').waitFor();
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });

  it('says of clocks that differ, of parents that are missing and of circles what they are', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link(`/trace/${ids.odd}`));
    await page.getByText('1 span without the parent that is named').waitFor();
    await page.getByText('in a circle').waitFor();
    await page.getByText('lie outside of their parent').waitFor();
    expect(await page.getByRole('treegrid').getByRole('row').count()).toBe(5);
    await page.getByRole('row', { name: /early.*clock differs/ }).waitFor();
    await page.getByRole('row', { name: /lost.*parent missing/ }).waitFor();
    await page.getByRole('row', { name: /<img src=x/ }).click();
    await page
      .getByRole('complementary', { name: 'Span' })
      .getByText(/⟨202e⟩gnp\.exe/)
      .first()
      .waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toMatch(/^Trace bbbb/);
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });

  it('shows one span that took no time, and a hundred releases of a service with a bad name', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link(`/trace/${ids.one}`));
    await page.getByRole('heading', { name: /0, 1 span/ }).waitFor();
    await page.goto(world.link('/'));
    await page.getByRole('heading', { name: /^<img src=x/ }).waitFor();
    await page.getByRole('button', { name: '94 older releases' }).click();
    await page.getByRole('link', { name: '1.0.0', exact: true }).waitFor();
    expect(await tab.violations()).toEqual([]);
    await page.getByRole('link', { name: '1.99.0' }).click();
    await page.getByRole('heading', { level: 1, name: /^(Undecided|Regressed|OK)/ }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });
});
