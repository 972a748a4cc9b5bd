import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Ledger } from '@seatrial/trial';
import { authors } from './repository.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let folder: string;
let store: Store;
let server: RunningServer;
let shop: Shop | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-shop-ledger-'));
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
});

afterEach(async () => {
  await shop?.stop();
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Orders as the shop's traffic has them, each kind once. */
const orders: readonly object[] = [
  { items: [{ sku: 'rope' }] },
  { items: [{ sku: 'rope' }, { sku: 'lamp' }], coupon: 'CREW25' },
  { items: [{ sku: 'compass' }], coupon: 'SPRING10' },
  { items: [{ sku: 'anchor' }, { sku: 'chart' }], gift: true },
];

async function buy(): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const order of orders) {
    const response = await fetch(`${shop?.gateway.url}/checkout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    statuses.push(response.status);
  }
  return statuses;
}

const ran = [
  'applyCoupon',
  'chooseCarrier',
  'exports.fetchProduct',
  'exports.formatCents',
  'exports.quoteShipping',
  'exports.toTax',
  'exports.weighParcel',
  'findDiscount',
  'placeOrder',
  'placeOrder/span("price order")',
  'pricePaper',
  'priceWrapping',
];

it.each([
  ['as it is written', false],
  ['bundled and minified', true],
])(
  'of the 20 functions that the canary changed, exactly the 12 that its traffic runs have run: %s',
  async (_, bundled) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: server.state.otlpUrl };
    const { apiUrl, token } = server.state;
    const watchedBy = { SEATRIAL_URL: apiUrl, SEATRIAL_TOKEN: token };
    shop = await startShop({ folder, env, canaryShare: 1, watchedBy, bundled });
    const client = createApiClient(server.state);
    expect(await buy()).toEqual([200, 500, 200, 200]);
    // At their end processes tell the last.
    await shop.stop();

    const [ledger] = await client.ledgers({ service: 'checkout', release: '1.4.2' });
    const named = (status: string): readonly string[] =>
      (ledger?.rows ?? [])
        .filter((row) => row.status === status)
        .map(({ name }) => name)
        .toSorted();
    expect(ledger?.coverage).toMatchObject({ functions: 20, ran: 12, unverifiable: 0 });
    expect(named('ran')).toEqual(ran);
    // A bundle is one file: what the sources load only when it is asked for is loaded with the rest.
    expect(named('not-loaded')).toEqual(bundled ? [] : ['exports.exportStatement', 'toLine']);
    const rowOf = (name: string): Ledger['rows'][number] | undefined => ledger?.rows.find((row) => row.name === name);
    // Six products are looked up for four orders, and two of them again for their paper.
    expect(rowOf('exports.fetchProduct')).toMatchObject({ calls: 8, errors: 0, requests: 4, before: { calls: 0 } });
    expect(rowOf('pricePaper')).toMatchObject({ calls: 2, requests: 1, change: 'added', before: null });
    expect(rowOf('applyCoupon')).toMatchObject({
      calls: 4,
      errorTypes: [{ type: 'TypeError', origin: 'thrown', count: 1 }],
      routes: [{ route: '/orders', requests: 4, errors: 1 }],
    });
    expect(rowOf('placeOrder')?.errorTypes).toEqual([{ type: 'TypeError', origin: 'passed', count: 1 }]);

    const [nia, jonas] = await Promise.all(
      authors.map(async ({ email }) => (await client.ledgers({ author: email })).flatMap(({ rows }) => rows)),
    );
    const ids = new Set([...(nia ?? []), ...(jonas ?? [])].map(({ id }) => id));
    expect([nia?.length, jonas?.length, ids.size]).toEqual([10, 10, 20]);
  },
);
