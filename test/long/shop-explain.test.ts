import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Explanation } from '@seatrial/trial';
import { seatrial, startShop } from '../../examples/shop/shop.ts';
import { sendTraffic } from '../../examples/shop/traffic.ts';
import { runNode } from '../process/run-node.ts';

it('of the running shop’s canary the planted cause is named first, one tenant of thousands, in one region, under one variant', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-shop-explain-'));
  const path = join(folder, 'seatrial.duckdb');
  const store = await createDuckDbStore({ path });
  const server = await startServer({ store, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  try {
    const shop = await startShop({
      folder: join(folder, 'shop'),
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.state.otlpUrl },
      canaryShare: 0.5,
    });
    await sendTraffic(shop.gateway.url, 45, () => undefined, 150).finally(() => shop.stop());
  } finally {
    await server.close();
    await store.close();
  }
  const args = ['explain', '--service', 'checkout', '--where', 'ring=canary', '--errors', '--store', path, '--json'];
  const { code, stdout } = await runNode([seatrial, ...args]);
  rmSync(folder, { recursive: true, force: true });
  expect(code).toBe(0);
  const { causes, attributes, rows } = JSON.parse(stdout) as Explanation;
  expect(causes[0]?.conditions.map(({ text }) => text).toSorted()).toEqual([
    'flag.new-checkout=on',
    'region=eu-central',
    'tenant.id=t-4217',
  ]);
  expect(causes[0]?.against.share).toBe(0);
  // Three of five orders are by another tenant of a hundred thousand, which hardly two are of.
  const tenants = attributes.find(({ name }) => name === 'tenant.id')?.distinct ?? 0;
  expect(tenants).toBeGreaterThan((rows.group + rows.against) / 3);
});
