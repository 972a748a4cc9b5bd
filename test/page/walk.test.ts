import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, missingBrowser, openTab } from './browser.ts';
import { createShop, hostile } from './shop.ts';
import { shopChanges, shopMetrics } from './shop-functions.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

describe.skipIf(missingBrowser !== undefined)('the story of a canary', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    [world, browser] = await Promise.all([
      createWorld({ ...createShop(), metrics: shopMetrics }, { changes: shopChanges }),
      launch(),
    ]);
  });

  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('goes from the releases to the verdict, the band, its cause, a trace and the line that throws', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link());
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('heading', { level: 1, name: '2 releases of 1 service' }).waitFor();
    await page
      .getByRole('row', { name: /1\.4\.2-g9f31c07/ })
      .getByText('Regressed')
      .waitFor();
    await page.getByRole('link', { name: '1.4.2-g9f31c07' }).click();

    await page
      .getByRole('heading', { level: 1, name: /Regressed 1\.4\.2-g9f31c07 \(canary\) fails .* times as often/ })
      .waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'TaxRoundingError' })
      .getByText('new', { exact: true })
      .waitFor();
    await page.getByRole('img', { name: /Evidence that the release is worse: enough at/ }).waitFor();
    await page.getByRole('img', { name: /Latency distributions: p50/ }).waitFor();

    const heat = page.getByRole('application', { name: /Latency heat map/ });
    await heat.scrollIntoViewIfNeeded();
    const area = await heat.boundingBox();
    if (area === null) throw new Error('the heat map has no place');
    await page.mouse.move(area.x + area.width * 0.4, area.y + 24);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width - 14, area.y + 74, { steps: 8 });
    await page.mouse.up();
    const explanation = page.getByRole('complementary', { name: 'Explanation' });
    await explanation.getByText(/requests? in the box/).waitFor();
    const cause = explanation.getByRole('listitem').first();
    await cause.getByText('new-tax').first().waitFor();
    expect(page.url()).toContain('box=');

    await cause.getByRole('link', { name: 'a trace' }).click();
    await page.getByRole('heading', { level: 1, name: /^POST \/pay/ }).waitFor();
    const tree = page.getByRole('treegrid', { name: 'Spans' });
    expect(await tree.getByRole('row').count()).toBe(3);
    await tree.focus();
    await page.keyboard.press('f');
    const span = page.getByRole('complementary', { name: 'Span' });
    await span.getByText('tax differs from the sum of its lines').waitFor();
    await span.getByText(/compute\.ts:41:11/).waitFor();

    await page.goBack();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { level: 1, name: '4 of 6 functions that changed have not run yet' }).waitFor();
    await page.getByRole('region', { name: 'Change of computeTax' }).getByText('throw new').waitFor();
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });

  it('filters events by what they have, completes what is written, and shows what is hostile as text', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link('/events?columns=tenant.id'));
    await page.getByRole('grid', { name: 'Events' }).waitFor();
    await page.keyboard.press('/');
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('tenant.i');
    await page.getByRole('option', { name: 'tenant.id' }).click();
    expect(await filter.inputValue()).toBe('tenant.id=');
    await filter.fill('tenant.id=<im');
    await page.getByRole('option', { name: '<img src=x' }).click();
    await page.getByRole('gridcell', { name: '<img src=x onerror="document.title=1">⟨202e⟩gnp.exe' }).first().waitFor();
    expect(await page.title()).toBe('Events – Seatrial');
    expect(new URL(page.url()).searchParams.get('where')).toBe(
      `tenant.id="${hostile.replaceAll('"', String.raw`\"`)}"`,
    );

    await filter.fill('duration>fast');
    await page.keyboard.press('Enter');
    await page.getByText('"fast" is no number').waitFor();
    await filter.fill('status=error,ring=canary');
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell', { name: 'stable' }).first().waitFor({ state: 'hidden' });
    await page.getByRole('gridcell', { name: 'canary' }).first().waitFor();
    const grid = page.getByRole('grid', { name: 'Events' });
    await grid.focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page
      .getByRole('complementary', { name: 'Event' })
      .getByRole('button', { name: /^Only feature_flags\.new-tax/ })
      .waitFor();
    expect(await page.getByRole('row', { selected: true }).getAttribute('aria-rowindex')).toBe('3');
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });

  it('says how to come in where a browser is not known, and goes on when the server has been away', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(new URL('/release', world.link()).href);
    await page.getByRole('heading', { name: 'This browser is not known to Seatrial yet' }).waitFor();
    await page.goto(world.link('/'));
    await page.getByText('live', { exact: true }).waitFor();
    await world.restart();
    await page.getByText('reconnecting').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Release', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /Regressed/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/release');
    await tab.close();
  });
});
