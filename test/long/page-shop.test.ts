import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { seatrial, startShop } from '../../examples/shop/shop.ts';
import type { Shop } from '../../examples/shop/shop.ts';
import { sendTraffic } from '../../examples/shop/traffic.ts';
import { launch, missingBrowser, openTab } from '../page/browser.ts';
import { createWorld } from '../page/world.ts';
import type { World } from '../page/world.ts';
import { runNode } from '../process/run-node.ts';

const seconds = 25;

describe.skipIf(missingBrowser !== undefined)('the story of a canary in the running shop', () => {
  let folder: string;
  let world: World;
  let browser: Browser;
  let shop: Shop;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seatrial-shop-page-'));
    [world, browser] = await Promise.all([createWorld(), launch()]);
    const { apiUrl, otlpUrl, token } = world.server.state;
    const watchedBy = { SEATRIAL_URL: apiUrl, SEATRIAL_TOKEN: token };
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl, OTEL_BSP_SCHEDULE_DELAY: '1000' };
    shop = await startShop({ folder, env, watchedBy });
    const told = ['deploy', 'start', '--service', 'checkout', '--release', '1.4.2', '--ring', 'canary'];
    const { code, stderr } = await runNode([seatrial, ...told, '--environment', 'demo'], { env: watchedBy });
    if (code !== 0) throw new Error(`seatrial ${told.join(' ')} ended with ${code}: ${stderr}`);
  });

  afterAll(async () => {
    await shop.stop();
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told in the page: deploy, canary, verdict, ledger, drag, cause, event, waterfall', async () => {
    const tab = await openTab(browser);
    const { page } = tab;
    await page.goto(world.link('/'));
    await page.getByText('Nothing has come yet').waitFor();
    const traffic = sendTraffic(shop.gateway.url, seconds, () => undefined);

    // The canary shows by itself while orders come in, and where its deploy was.
    const checkout = page.getByRole('region', { name: 'checkout demo, its releases' });
    const canary = checkout.getByRole('row', { name: /^1\.4\.2.*canary/ });
    await canary.waitFor({ timeout: 30_000 });
    await checkout.getByRole('row', { name: /^1\.4\.1.*stable/ }).waitFor();
    await traffic;
    // At their end processes tell the last.
    await shop.stop();

    // The processes are seconds old, and all has arrived.
    const asked = new URLSearchParams({
      service: 'checkout',
      candidate: 'ring=canary',
      complete: 'true',
      batchSeconds: '5',
      objectives: '{"warmUpMs":2000}',
    });
    await page.goto(world.link(`/release?${asked.toString()}`));
    await page.getByRole('heading', { level: 1, name: /Regressed 1\.4\.2\S* \(canary\)/ }).waitFor();
    await page.getByText('1.4.2 canary', { exact: true }).first().waitFor();
    await page.getByRole('listitem').filter({ hasText: 'TypeError' }).getByText('new', { exact: true }).waitFor();

    await page.getByRole('link', { name: '12 of 20 have run' }).click();
    await page.getByRole('heading', { level: 1, name: '8 of 20 functions that changed have not run yet' }).waitFor();
    await page.getByText('exports.exportStatement').first().waitFor();
    await page.getByText('applyCoupon').first().click();
    await page.getByRole('region', { name: 'Change of applyCoupon' }).waitFor();
    await page.goto(world.link(`/release?${asked.toString()}`));

    const heat = page.getByRole('application', { name: /Latency heat map/ });
    await heat.scrollIntoViewIfNeeded();
    const area = await heat.boundingBox();
    if (area === null) throw new Error('the heat map has no place');
    await page.mouse.move(area.x + 70, area.y + 24);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width - 14, area.y + area.height * 0.45, { steps: 12 });
    await page.mouse.up();
    const explanation = page.getByRole('complementary', { name: 'Explanation' });
    await explanation.getByText(/requests? in the box/).waitFor();
    await explanation.getByRole('listitem').first().waitFor();

    await explanation.getByRole('link', { name: 'These events' }).click();
    const grid = page.getByRole('grid', { name: 'Events' });
    await grid.getByRole('row').nth(1).click();
    await page
      .getByRole('complementary', { name: 'Event' })
      .getByRole('button', { name: /Open the trace/ })
      .click();
    const tree = page.getByRole('treegrid', { name: 'Spans' });
    await tree
      .getByRole('row', { name: /gateway/ })
      .first()
      .waitFor();
    await tree
      .getByRole('row', { name: /checkout/ })
      .first()
      .waitFor();
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });
});
