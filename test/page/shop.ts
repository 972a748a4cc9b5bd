import { createLog, createSpan } from '@seatrial/store/contract';
import type { AttributeMap, LogRecord, SpanRecord } from '@seatrial/model';
import { createRandom } from '../../packages/cli/src/generate/random.ts';

const minute = 60_000;
/** Minutes of the story: the canary begins, its flag is turned on, all ends. */
export const story = { canary: 15, flag: 25, end: 50 } as const;

/** What somebody might send to turn a page against its reader. */
export const hostile = '<img src=x onerror="document.title=1">\u202Egnp.exe';

const shop = [
  { route: '/cart', method: 'GET', share: 0.45, medianMs: 34 },
  { route: '/cart/items', method: 'POST', share: 0.25, medianMs: 52 },
  { route: '/pay', method: 'POST', share: 0.2, medianMs: 110 },
  { route: '/orders/:id', method: 'GET', share: 0.1, medianMs: 22 },
] as const;

interface Request {
  readonly route: (typeof shop)[number];
  readonly canary: boolean;
  readonly at: number;
  readonly traceId: string;
  readonly random: () => number;
}

export interface Telemetry {
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
}

/**
 * Fifty minutes of a shop's checkout: 1.4.1 serves, 1.4.2 begins as a canary with a tenth of the traffic, and where its
 * flag new-tax is on, POST /pay takes two seconds and fails by a TaxRoundingError. The same in every run.
 */
export function createShop(perMinute: number = 120): Telemetry {
  const random = createRandom(7);
  const requests = Array.from({ length: story.end * perMinute }, (_, index): Request => {
    const at = (index * minute) / perMinute;
    let left = random();
    const route = shop.find(({ share }) => (left -= share) < 0) ?? shop[0];
    const canary = at >= story.canary * minute && random() < 0.25;
    return { route, canary, at, random, traceId: (index + 1).toString(16).padStart(8, '0').padEnd(32, '5eed') };
  });
  const parts = requests.map((request) => createRequest(request));
  return { spans: parts.flatMap(({ spans }) => spans), logs: parts.flatMap(({ logs }) => logs) };
}

function createRequest({ route, canary, at, traceId, random }: Request): Telemetry {
  const flag = canary && at >= story.flag * minute && random() < 0.4;
  const failing = (route.route === '/pay' && flag && random() < 0.7) || random() < 0.003;
  const taxed = failing && flag && route.route === '/pay';
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const ms = taxed ? 1700 + 500 * random() : route.medianMs * Math.exp(0.55 * normal);
  const tenant = Math.floor(random() ** 2 * 5000);
  const shared = {
    traceId,
    version: canary ? '1.4.2-g9f31c07' : '1.4.1-g88d02ef',
    ring: canary ? 'canary' : 'stable',
    resource: { 'service.instance.id': `checkout-${canary ? 'canary' : 'stable'}-${Math.floor(random() * 3)}` },
  };
  const attributes: AttributeMap = {
    'http.request.method': route.method,
    'http.response.status_code': failing ? 500 : 200,
    'tenant.id': tenant === 0 ? hostile : `tenant-${tenant}`,
    'tenant.country': ['FR', 'DE', 'US', 'JP'][tenant % 4] ?? '',
    'seatrial.cohort.audience': tenant % 40 === 0 ? 'internal' : 'public',
    'feature_flags.new-tax': flag ? 'on' : 'off',
    ...(canary && route.route === '/pay' && { 'seatrial.functions.touched': ['computeTax', 'roundLine'] }),
  };
  const root = createSpan({
    ...shared,
    at,
    ms,
    route: route.route,
    name: `${route.method} ${route.route}`,
    attributes,
    statusCode: failing ? 'error' : 'unset',
    ...(failing && { events: [createException(taxed, at + ms)], statusMessage: taxed ? 'rounding' : 'reset' }),
  });
  const query = createSpan({
    ...shared,
    parentSpanId: root.spanId,
    at: at + ms * 0.1,
    ms: ms * 0.25,
    name: 'SELECT carts',
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql' },
  });
  if (route.route !== '/pay') return { spans: [root, query], logs: [] };
  const tax = createSpan({
    ...shared,
    parentSpanId: root.spanId,
    at: at + ms * 0.4,
    ms: ms * 0.55,
    name: 'computeTax',
    kind: 'internal',
    attributes: { 'code.function.name': 'computeTax', 'feature_flags.new-tax': flag ? 'on' : 'off' },
    statusCode: taxed ? 'error' : 'unset',
    ...(taxed && { events: [createException(true, at + ms * 0.9)] }),
  });
  const log = createLog({
    timeNano: root.startNano + BigInt(Math.round(ms * 0.5e6)),
    severityNumber: taxed ? 17 : 9,
    severityText: taxed ? 'ERROR' : 'INFO',
    body: taxed ? 'tax differs from the sum of its lines' : `paid by tenant-${tenant}`,
    traceId,
    spanId: tax.spanId,
    resource: root.resource,
  });
  return { spans: [root, query, tax], logs: [log] };
}

function createException(taxed: boolean, at: number): SpanRecord['events'][number] {
  const { startNano } = createSpan({ at });
  const type = taxed ? 'TaxRoundingError' : 'ConnectionReset';
  const message = taxed ? 'sum of lines 41.98 is not the tax of 41.99' : 'socket hang up';
  const frame = taxed ? 'computeTax (/srv/src/tax/compute.ts:41:11)' : 'charge (/srv/src/pay/client.ts:31:7)';
  return {
    timeNano: startNano,
    name: 'exception',
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}\n    at ${frame}\n    at handle (/srv/node_modules/express/lib/router.js:8:2)`,
    },
    droppedAttributes: 0,
  };
}
