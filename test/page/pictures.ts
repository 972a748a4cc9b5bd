import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createApiClient } from '@seatrial/server/client';
import { launch, openTab } from './browser.ts';
import { createShop } from './shop.ts';
import { shopChanges, shopMetrics } from './shop-functions.ts';
import { createWorld } from './world.ts';

// Draws the pictures of docs/page.md from the built page: npm run pictures.

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Shown before the picture is taken. */
  readonly text: string;
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** The accessible name of what is scrolled to. */
  readonly scrollTo?: string;
}

const box = 'box=1795515840000-1795517400000,1342.18-2684.36';
const pictures: readonly Picture[] = [
  { name: 'releases', path: '/', text: 'Regressed', height: 420 },
  { name: 'release', path: '/release?service=checkout', text: 'A verdict on a route survives', height: 1180 },
  {
    name: 'release-dark',
    path: '/release?service=checkout',
    text: 'A verdict on a route survives',
    dark: true,
    height: 1180,
  },
  {
    name: 'release-phone',
    path: '/release?service=checkout',
    text: 'A verdict on a route survives',
    width: 390,
    height: 844,
  },
  {
    name: 'explain',
    path: `/release?service=checkout&${box}`,
    text: 'elsewhere',
    scrollTo: 'Every request',
    height: 620,
  },
  { name: 'functions', path: '/functions?service=checkout', text: 'throw new', height: 900 },
  {
    name: 'events',
    path: '/events?where=ring=canary,route=/pay&columns=flag.new-tax,tenant.id',
    text: 'POST /pay',
    height: 720,
  },
  { name: 'logs', path: '/events?of=logs&where=service=checkout,ring=canary', text: 'tax differs', height: 520 },
  { name: 'groups', path: '/events?by=route,release&order=p95', text: '/cart/items', height: 510 },
  { name: 'trace', path: '/trace/{failing}', text: 'TaxRoundingError', dark: true, height: 760 },
  {
    name: 'cohorts',
    path: '/cohorts?service=checkout&share.flag.new-tax=off:90,on:10',
    text: 'Not as declared',
    height: 560,
  },
];

const folder = join(import.meta.dirname, '../../docs/pictures');
mkdirSync(folder, { recursive: true });
const world = await createWorld({ ...createShop(1200), metrics: shopMetrics }, { changes: shopChanges });
const client = createApiClient(world.server.state);
const [failing] = await client.spans({
  limit: 1,
  where: [
    { subject: { kind: 'intrinsic', name: 'route' }, operator: '=', values: ['/pay'] },
    { subject: { kind: 'intrinsic', name: 'error' }, operator: '=', values: ['true'] },
  ],
});
const browser = await launch();
for (const { name, path, text, dark = false, width = 1280, height = 900, scrollTo } of pictures) {
  const { page, close } = await openTab(browser, { colorScheme: dark ? 'dark' : 'light', viewport: { width, height } });
  await page.goto(world.link(path.replace('{failing}', failing?.traceId ?? '')));
  await page.getByText(text).first().waitFor();
  await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined);
  await page.evaluate('document.fonts.ready');
  if (scrollTo !== undefined) {
    const top = await page.getByRole('heading', { name: scrollTo }).boundingBox();
    await page.evaluate(`window.scrollTo(0, ${(top?.y ?? 0) - 70})`);
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
  await close();
}
await browser.close();
await world.close();
