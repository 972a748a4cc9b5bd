import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { createOtlpSink } from '../../test/sink/otlp-sink.ts';
import type { OtlpSink, SinkProtocol } from '../../test/sink/otlp-sink.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let folder: string;
let sink: OtlpSink;
let shop: Shop | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-shop-'));
});

afterEach(async () => {
  await shop?.stop();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

async function order(body: unknown): Promise<number> {
  const response = await fetch(`${shop?.gateway.url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

function serviceOf(span: SpanRecord): string {
  const ring = span.resource.attributes['seatrial.ring'] === 'canary' ? 'canary' : undefined;
  return ring ?? String(span.resource.attributes['service.name']);
}

describe.each<SinkProtocol>(['http/protobuf', 'http/json', 'grpc'])('over %s', (protocol) => {
  it('every span of every service carries its own service’s version, build id, deployment id and ring', async () => {
    sink = await createOtlpSink({ protocol });
    shop = await startShop({ folder, env: sink.env, canaryShare: 0.5 });
    const statuses = new Set<number>();
    for (let round = 0; round < 12; round += 1) {
      statuses.add(await order({ items: [{ sku: 'rope' }, { sku: 'lamp' }], gift: true }));
      statuses.add(await order({ items: [{ sku: 'compass' }], coupon: 'CREW25' }));
    }
    expect((await fetch(`${shop.gateway.url}/products/anchor`)).status).toBe(200);
    // The canary's coupon fault: some orders fail, and are seen to.
    expect(statuses).toEqual(new Set([200, 500]));
    await shop.stop();

    const versions: Readonly<Record<string, string>> = {
      gateway: '2.3.0',
      checkout: '1.4.1',
      canary: '1.4.2',
      inventory: '0.9.3',
    };
    const kinds: Record<string, Set<string>> = {
      gateway: new Set(),
      checkout: new Set(),
      canary: new Set(),
      inventory: new Set(),
    };
    for (const span of sink.spans()) {
      const service = serviceOf(span);
      const expected = {
        'service.version': expect.stringMatching(
          new RegExp(`^${versions[service]?.replaceAll('.', String.raw`\.`)}(-g[0-9a-f]{7})?$`),
        ),
        'app.build_id': `build-${service}-7`,
        'deployment.id': `deploy-${service}-1`,
        'seatrial.ring': service === 'canary' ? 'canary' : 'stable',
      };
      expect(span.attributes, span.name).toMatchObject(expected);
      expect(span.resource.attributes, span.name).toMatchObject({ ...expected, 'deployment.environment.name': 'demo' });
      kinds[service]?.add('db.system.name' in span.attributes ? 'database' : span.kind);
    }
    expect(kinds).toEqual({
      gateway: new Set(['server', 'client', 'internal']),
      checkout: new Set(['server', 'client', 'internal']),
      canary: new Set(['server', 'client', 'internal']),
      inventory: new Set(['server', 'internal', 'database']),
    });
  });
});

it('an order is one connected trace from the gateway to the database', async () => {
  sink = await createOtlpSink();
  shop = await startShop({ folder, env: sink.env, canaryShare: 0 });
  expect(await order({ items: [{ sku: 'rope' }] })).toBe(200);
  await shop.stop();
  const spans = sink.spans();
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const database = spans.find((span) => span.name === 'SELECT products');
  const path: string[] = [];
  for (let span = database; span !== undefined; span = byId.get(span.parentSpanId)) {
    if (span.kind === 'server' || span === database) path.unshift(`${serviceOf(span)} ${span.name}`);
    if (span.parentSpanId === '') break;
  }
  expect(path).toEqual([
    'gateway POST /checkout',
    'checkout POST /orders',
    'inventory GET /products/:sku',
    'inventory SELECT products',
  ]);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1);
  // The checkout's own functions, which @traced puts into the same tree.
  const own = spans.find((span) => span.name === 'applyCoupon');
  const above: string[] = [];
  for (let span = own; span?.name !== 'POST /orders' && span !== undefined; span = byId.get(span.parentSpanId))
    above.unshift(span.name);
  expect(above.slice(-3)).toEqual(['placeOrder', 'price order', 'applyCoupon']);
  expect(own?.attributes).toMatchObject({
    'code.function.name': 'applyCoupon',
    'code.file.path': expect.stringMatching(/coupons\.js$/),
    'code.line.number': 6,
  });
});

it('with nothing but the one line every span has its version; the rest is absent, and one line names what sets it', async () => {
  sink = await createOtlpSink();
  shop = await startShop({ folder, env: sink.env, deployed: false, canaryShare: 0 });
  expect(await order({ items: [{ sku: 'rope' }] })).toBe(200);
  const running = shop;
  await shop.stop();
  const versions: Readonly<Record<string, RegExp>> = {
    gateway: /^2\.3\.0/,
    checkout: /^1\.4\.1/,
    inventory: /^0\.9\.3/,
  };
  expect(new Set(sink.spans().map(serviceOf))).toEqual(new Set(['gateway', 'checkout', 'inventory']));
  for (const span of sink.spans()) {
    expect(span.attributes['service.version']).toMatch(versions[serviceOf(span)] ?? /never/);
    for (const name of ['app.build_id', 'deployment.id', 'seatrial.ring']) {
      expect(span.attributes).not.toHaveProperty([name]);
      expect(span.resource.attributes).not.toHaveProperty([name]);
    }
  }
  for (const service of [running.gateway, running.checkout, running.inventory])
    expect(service.stderr()).toMatch(
      /^seatrial: \S+ \S+: build id, deployment id and ring unknown and left out; set SEATRIAL_BUILD_ID, SEATRIAL_DEPLOYMENT_ID, SEATRIAL_RING.*\n$/,
    );
});
