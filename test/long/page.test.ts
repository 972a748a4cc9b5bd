import { describe, expect, it } from 'vitest';
import { missingBrowser, openTab } from '../page/browser.ts';
import { empties, lookAtAll, views } from '../page/every-view.ts';
import { setStage } from '../page/stage.ts';
import type { World } from '../page/world.ts';

/** What a service sends of a log. */
async function sendLog({ server }: World, body: string): Promise<void> {
  const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
  const logRecords = [{ timeUnixNano, severityNumber: 17, severityText: 'ERROR', body: { stringValue: body } }];
  const attributes = [{ key: 'seatrial.ring', value: { stringValue: 'canary' } }];
  const response = await fetch(`${server.state.otlpUrl}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] }),
  });
  expect(response.status).toBe(200);
}

describe.skipIf(missingBrowser !== undefined)('every view in every theme and width', () => {
  const stage = setStage();

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 768],
    ['dark', 768],
    ['light', 390],
    ['dark', 390],
  ] as const)('can be read by everybody, and never scrolls sideways: %s, %i wide', async (colorScheme, width) => {
    await lookAtAll(stage.browser, stage.full, views, { colorScheme, width });
    await lookAtAll(stage.browser, stage.empty, empties, { colorScheme, width });
    expect(stage.browser.contexts()).toEqual([]);
  });

  it('shows what was logged, leads to its trace, and counts what events have in common', async () => {
    const tab = await openTab(stage.browser);
    const { page } = tab;
    await page.goto(stage.full.link('/events?where=ring=canary'));
    await page.getByText('logs', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Filter' }).fill('ring=canary,sever');
    await page.getByRole('option', { name: /^severity/ }).click();
    await page.getByRole('combobox', { name: 'Filter' }).fill('ring=canary,severity=E');
    await page.getByRole('option', { name: 'ERROR' }).click();
    await page.getByRole('gridcell', { name: 'INFO' }).first().waitFor({ state: 'hidden' });
    await page.getByRole('gridcell', { name: 'tax differs from the sum of its lines' }).first().click();
    const log = page.getByRole('complementary', { name: 'Log' });
    await log.getByText('tax differs from the sum of its lines').waitFor();
    await sendLog(stage.full, 'a rounding error, live');
    await page.getByRole('gridcell', { name: 'a rounding error, live' }).waitFor();
    await log.getByRole('button', { name: /Open the trace/ }).click();
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();

    await page.goto(stage.full.link('/events?by=route'));
    await page.getByRole('combobox', { name: 'Group by' }).fill('release');
    await page.getByRole('checkbox', { name: 'requests alone' }).check();
    await page.getByText(/of 3\s000 requests/).waitFor();
    await page.getByRole('checkbox', { name: 'requests alone' }).uncheck();
    await page.getByRole('button', { name: 'p95' }).click();
    const slowest = page.getByRole('table').getByRole('row').nth(1);
    await slowest.getByRole('cell', { name: '1.4.2-g9f31c07' }).waitFor();
    await slowest.getByRole('link').first().click();
    await page.getByRole('grid', { name: 'Events' }).waitFor();
    expect(new URL(page.url()).searchParams.get('where')).toBe('route=/pay,release=1.4.2-g9f31c07');
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });

  it('shows what lay ready as of when it was asked, and the new answer as soon as it is there', async () => {
    const tab = await openTab(stage.browser);
    const { page } = tab;
    await page.goto(stage.full.link('/'));
    await page.getByRole('row', { name: /1\.4\.2-g9f31c07/ }).waitFor();
    await sendLog(stage.full, 'something that came since');
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/releases*', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('row', { name: /1\.4\.2-g9f31c07/ }).waitFor();
    await page.getByText(/^as of \d\d:\d\d:\d\d$/).waitFor();
    answer();
    await page.getByText(/^as of/).waitFor({ state: 'hidden' });
    expect(await tab.faults()).toEqual([]);
    await tab.close();
  });
});
