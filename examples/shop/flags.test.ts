import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { createOtlpSink } from '../../test/sink/otlp-sink.ts';
import type { OtlpSink } from '../../test/sink/otlp-sink.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

let folder: string;
let sink: OtlpSink;
let shop: Shop;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-shop-flags-'));
  sink = await createOtlpSink();
  shop = await startShop({ folder, env: sink.env, canaryShare: 0 });
});

afterEach(async () => {
  await shop.stop();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

async function order(body: unknown): Promise<number> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await fetch(`${shop.gateway.url}/checkout`, init)).status;
}

/** The tree of a trace, with what flags wrote on each span. */
function toTree(spans: readonly SpanRecord[], parent = '', depth = 0): readonly string[] {
  return spans
    .filter((span) => span.parentSpanId === parent)
    .toSorted((a, b) => (a.startNano < b.startNano ? -1 : 1))
    .flatMap((span) => [
      `${'  '.repeat(depth)}${String(span.resource.attributes['service.name'])} ${span.kind} ${span.name}${toText(span)}`,
      ...toTree(spans, span.spanId, depth + 1),
    ]);
}

function toText({ attributes }: SpanRecord): string {
  const ours = Object.entries(attributes).filter(([name]) =>
    /^(feature_flag|seatrial\.(cohort|flags|shadow))/.test(name),
  );
  return ours
    .map(([name, value]) => ` ${name.replace(/^feature_flags\./, 'flag.').replace(/^seatrial\./, '')}=${String(value)}`)
    .toSorted()
    .join('');
}

it('one evaluation in the gateway is on every span of the order, down to the database of another service', async () => {
  expect(await order({ customer: 'alice@example.com', audience: 'internal', items: [{ sku: 'rope' }] })).toBe(200);
  await shop.stop();
  // Middleware of Express and hooks of Fastify end before anything is decided, or start in no certain order.
  const tree = toTree(sink.spans()).filter(
    (line) => !/ internal (middleware|hook|query|expressInit|jsonParser)/.test(line),
  );
  expect(tree.join('\n')).toMatchInlineSnapshot(`
    "gateway server POST /checkout cohort.audience=internal feature_flag.set.id=shop feature_flag.version=2026-11-24.1 flag.new-checkout=on
      gateway internal request handler cohort.audience=internal flag.new-checkout=on
        gateway internal choose flow cohort.audience=internal flag.new-checkout=on
        gateway internal choose checkout cohort.audience=internal flag.new-checkout=on
        gateway client POST cohort.audience=internal flag.new-checkout=on
          checkout server POST /orders cohort.audience=internal flag.new-checkout=on flags.remote=true
            checkout internal placeOrder cohort.audience=internal flag.new-checkout=on
              checkout client GET cohort.audience=internal flag.new-checkout=on
                inventory server GET /products/:sku cohort.audience=internal flag.new-checkout=on flags.remote=true
                  inventory client SELECT products cohort.audience=internal flag.new-checkout=on
                  inventory internal check stock cohort.audience=internal flag.new-checkout=on
              checkout internal price order cohort.audience=internal flag.new-checkout=on
                checkout internal applyCoupon cohort.audience=internal flag.new-checkout=on"
  `);
  expect(tree.join('\n')).not.toContain('alice');
});

it('customers are split a quarter to three, the same ones each time, and exactly below', async () => {
  const customers = Array.from({ length: 40 }, (_, index) => `c-${index}`);
  for (const customer of [...customers, ...customers]) await order({ customer, items: [{ sku: 'rope' }] });
  await shop.stop();
  const gateways = sink.spans().filter((span) => span.kind === 'server' && span.parentSpanId === '');
  const variants = gateways.map((gateway) => {
    const database = sink.spans().find((span) => span.traceId === gateway.traceId && span.name === 'SELECT products');
    const variant = gateway.attributes['feature_flags.new-checkout'];
    expect(database?.attributes['feature_flags.new-checkout']).toBe(variant);
    return variant;
  });
  const on = variants.filter((variant) => variant === 'on').length;
  expect(on).toBeGreaterThan(0);
  expect(on).toBeLessThan(40);
  expect(on % 2).toBe(0);
});
