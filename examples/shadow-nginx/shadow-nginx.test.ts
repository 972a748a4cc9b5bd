import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { toRequests } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { findFreePort } from '../../test/process/free-port.ts';
import { createOtlpSink } from '../../test/sink/otlp-sink.ts';
import { startService } from '../shop/services.ts';
import { findNginx, startNginx } from './start-nginx.ts';

const program = findNginx();
if (program === undefined)
  console.log('examples/shadow-nginx is skipped: nginx is not installed (apt-get install nginx).');

const template = join(import.meta.dirname, 'nginx.conf');
const orders = 12;
const traceId = '0af7651916cd43dd8448eb211c80319c';
let answers: readonly unknown[];
let spans: readonly SpanRecord[];

/** Everything runs once, under real requests; what the tests look at is what arrived at the sink. */
beforeAll(async () => {
  if (program === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-shadow-'));
  const sink = await createOtlpSink();
  const running: (() => Promise<unknown>)[] = [];
  const start = async (script: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const service = await startService({ folder: import.meta.dirname, script, env: { ...sink.env, ...env } });
    running.push(() => service.stop());
    return service.url;
  };
  try {
    const stock = await start('stock.js', { SEATRIAL_VERSION: '7.0.0' });
    const primary = await start('orders.js', { STOCK_URL: stock, SEATRIAL_VERSION: '1.0.0' });
    const candidate = await start('orders.js', { STOCK_URL: stock, SEATRIAL_VERSION: '1.1.0', PRICE_CENTS: '99' });
    const port = await findFreePort();
    running.push(await startNginx({ program, template, folder, port, primary, candidate }));
    answers = await sendOrders(`http://127.0.0.1:${port}`);
    // A copy may still be on its way when its original has been answered.
    await sink.waitForSpans((seen) => seen.filter(isOrder).length === 2 * orders);
  } finally {
    for (const stop of running.toReversed()) await stop();
    spans = sink.spans();
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** All but the first come from clients that know nothing of traces. */
async function sendOrders(url: string): Promise<readonly unknown[]> {
  const received: unknown[] = [];
  for (let order = 0; order < orders; order += 1) {
    const headers = order === 0 ? { traceparent: `00-${traceId}-b7ad6b7169203331-01` } : {};
    received.push(await (await fetch(`${url}/orders/${order}`, { headers })).json());
  }
  return received;
}

function isOrder(span: SpanRecord): boolean {
  return span.kind === 'server' && span.resource.attributes['service.name'] === 'orders';
}

function versionOf(span: SpanRecord): string {
  return String(span.attributes['service.version']);
}

describe.skipIf(program === undefined)('mirrored traffic with nginx', () => {
  it('users are answered by the primary', () => {
    expect(answers).toEqual(Array.from({ length: orders }, () => ({ inStock: true, cents: 100 })));
  });

  it('copies are marked in the candidate and in what it calls; originals are not', () => {
    const count = (version: string, shadow: true | undefined): number =>
      spans.filter(
        (span) =>
          span.kind === 'server' && versionOf(span) === version && span.attributes['seatrial.shadow'] === shadow,
      ).length;
    expect({ originals: count('1.0.0', undefined), copies: count('1.1.0', true) }).toEqual({
      originals: orders,
      copies: orders,
    });
    expect({ originals: count('7.0.0', undefined), copies: count('7.0.0', true) }).toEqual({
      originals: orders,
      copies: orders,
    });
    const marked = new Set(spans.filter(({ attributes }) => attributes['seatrial.shadow'] === true).map(versionOf));
    expect(marked).toEqual(new Set(['1.1.0', '7.0.0']));
    expect(spans.filter((span) => versionOf(span) === '1.1.0' && span.attributes['seatrial.shadow'] !== true)).toEqual(
      [],
    );
  });

  it('they are in no figure about users', async () => {
    const store = await createDuckDbStore({ path: ':memory:' });
    await store.ingest({ spans: [...spans], logs: [], metrics: [] });
    const rows = await store.releases();
    await store.close();
    const figures = rows.map(
      (row) => `${row.service} ${row.version}: ${row.requests} requests, share ${row.trafficShare}`,
    );
    expect(new Set(figures)).toEqual(
      new Set([
        `orders 1.0.0: ${orders} requests, share 1`,
        'orders 1.1.0: 0 requests, share null',
        `stock 7.0.0: ${orders} requests, share 1`,
      ]),
    );
  });

  it('copy and original are a pair by the traceparent that came in, and two requests all the same', () => {
    const pair = spans.filter((span) => isOrder(span) && span.traceId === traceId);
    expect(new Set(pair.map(versionOf))).toEqual(new Set(['1.0.0', '1.1.0']));
    expect(new Set(pair.map((span) => span.parentSpanId))).toEqual(new Set(['b7ad6b7169203331']));
    expect(toRequests(pair)).toHaveLength(2);
  });

  it('else they are a pair by the request id that nginx gave to both', () => {
    const byId = new Map<string, Set<string>>();
    for (const span of spans.filter(isOrder)) {
      const id = JSON.stringify(span.attributes['http.request.header.x-request-id']);
      byId.set(id, new Set([...(byId.get(id) ?? []), versionOf(span)]));
    }
    expect([...byId.values()]).toEqual(Array.from({ length: orders }, () => new Set(['1.0.0', '1.1.0'])));
    expect([...byId.keys()].every((id) => /^\["[0-9a-f]{32}"\]$/.test(id))).toBe(true);
  });

  it('what split_clients chose is a cohort of the original', () => {
    const chosen = spans
      .filter((span) => isOrder(span) && versionOf(span) === '1.0.0')
      .map((span) => span.attributes['seatrial.cohort.split']);
    expect(chosen).toHaveLength(orders);
    expect(chosen.filter((split) => split !== 'A' && split !== 'B')).toEqual([]);
  });
});
