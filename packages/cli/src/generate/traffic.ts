import type { AttributeMap, ResourceRecord, ScopeRecord, SpanKind, SpanRecord } from '@seatrial/model';
import { createRandom } from './random.ts';
import { audiences, flags, largestTenant, plans, regions, routes, services, tenants } from './shop.ts';
import type { RouteShape, ServiceShape } from './shop.ts';

export interface TrafficOptions {
  /** One seed, one traffic. Default 1. */
  readonly seed?: number;
  /** Different users, and with them values of `user.id`. Default 100,000. */
  readonly users?: number;
  /** Share of requests that canaries serve. Default 0.1. */
  readonly canaryShare?: number;
}

/** Requests of one user are retried, slow and failing together: about every thousandth trace begins such a burst. */
const burstShare = 0.001;
const burstTraces = 60;

const scope: ScopeRecord = {
  name: '@opentelemetry/instrumentation-http',
  version: '0.300.0',
  attributes: {},
  schemaUrl: '',
};

/** Traffic of the shop, trace by trace; the same for the same seed. */
export class Traffic {
  readonly #random: () => number;
  readonly #users: number;
  readonly #canaryShare: number;
  readonly #resources = new Map<string, ResourceRecord>();
  readonly #totalWeight = routes.reduce((sum, { weight }) => sum + weight, 0);
  #burst = 0;
  #rest: SpanRecord[] = [];

  constructor({ seed = 1, users = 100_000, canaryShare = 0.1 }: TrafficOptions = {}) {
    this.#random = createRandom(seed);
    this.#users = users;
    this.#canaryShare = canaryShare;
  }

  /** The next spans; whole traces follow each other, and the last may be cut and go on in the next call. */
  next(count: number, nowMs: number): readonly SpanRecord[] {
    const spans = this.#rest;
    while (spans.length < count) this.#addTrace(spans, nowMs);
    this.#rest = spans.splice(count);
    return spans;
  }

  #addTrace(spans: SpanRecord[], nowMs: number): void {
    const random = this.#random;
    const route = this.#pickRoute();
    const traceId = this.#hex(4);
    this.#burst = this.#burst > 0 ? this.#burst - 1 : random() < burstShare ? burstTraces : 0;
    // A few users make most of the traffic, as users do.
    const user = Math.floor(random() ** 2.2 * this.#users);
    const shared: AttributeMap = {
      'user.id': `u-${user}`,
      'tenant.id': random() < largestTenant.share ? largestTenant.id : `t-${Math.floor(random() * tenants)}`,
      'cloud.region': regions[Math.floor(random() * regions.length)] ?? '',
      'client.address': `10.${user % 251}.${(user >> 3) % 253}.${user % 241}`,
      'seatrial.cohort.plan': plans[user % plans.length] ?? '',
      'seatrial.cohort.audience': audiences[user % 50 === 0 ? 1 + (user % 2) : 0] ?? '',
      [`feature_flags.${flags[0]}`]: user % 2 === 0 ? 'on' : 'off',
      [`feature_flags.${flags[1]}`]: user % 5 === 0 ? 'on' : 'off',
    };
    const start = BigInt(Math.round((nowMs - random() * 1000) * 1000)) * 1000n;
    let parent = '';
    let at = start;
    let milliseconds = this.#duration(route.medianMs);
    for (const [depth, name] of ['gateway', ...route.path].entries()) {
      const service = services.find((known) => known.name === name) ?? services[0];
      if (service === undefined) continue;
      const canary = random() < this.#canaryShare;
      const failing =
        (canary && name === 'checkout' && hasPlantedFault(shared)) ||
        (this.#burst > 0 ? random() < 0.3 : random() < (canary && name === 'checkout' ? 0.02 : 0.002));
      const resource = this.#resource(service, canary);
      const inside = { traceId, route, shared, service, resource, canary, failing };
      const server = this.#span(inside, 'server', parent, at, milliseconds, user, depth);
      const query = this.#span(inside, 'client', server.spanId, at + 200_000n, milliseconds * 0.3, user, depth);
      spans.push(server, query);
      parent = server.spanId;
      at += 300_000n;
      milliseconds *= 0.6;
    }
  }

  #span(
    inside: {
      readonly traceId: string;
      readonly route: RouteShape;
      readonly shared: AttributeMap;
      readonly service: ServiceShape;
      readonly resource: ResourceRecord;
      readonly canary: boolean;
      readonly failing: boolean;
    },
    kind: SpanKind,
    parentSpanId: string,
    startNano: bigint,
    milliseconds: number,
    user: number,
    depth: number,
  ): SpanRecord {
    const { traceId, route, shared, service, resource, canary, failing } = inside;
    const stamp = {
      'service.version': canary ? service.canary : service.stable,
      'seatrial.ring': canary ? 'canary' : 'stable',
    };
    const number = Math.floor(this.#random() * 1_000_000);
    const own: AttributeMap =
      kind === 'server'
        ? {
            'http.request.method': route.method,
            'http.route': depth === 0 ? route.route : `/internal${route.route}`,
            'http.response.status_code': failing ? 500 : 200,
            'url.path': route.route.replace(':id', String(number)),
            'url.scheme': 'http',
            'server.address': `${service.name}.shop.internal`,
            'server.port': 8080,
            'user_agent.original': agents[user % agents.length] ?? '',
            'network.protocol.version': '1.1',
            'http.request.body.size': number % 5000,
          }
        : {
            'db.system.name': service.database,
            'db.namespace': service.name,
            'db.operation.name': service.operation,
            'db.collection.name': `${service.name}_items`,
            'db.query.text': `${service.operation} FROM ${service.name}_items WHERE id = ?`,
            'db.query.summary': `${service.operation} ${service.name}_items`,
            'db.response.returned_rows': number % 20,
            'server.address': `${service.database}.shop.internal`,
            'server.port': 5432,
            'peer.service': service.database,
          };
    const failed = failing && kind === 'server';
    return {
      traceId,
      spanId: this.#hex(2),
      parentSpanId,
      traceState: '',
      flags: 1,
      name: kind === 'server' ? `${route.method} ${route.route}` : `${service.operation} ${service.name}_items`,
      kind,
      startNano,
      endNano: startNano + BigInt(Math.max(1, Math.round(milliseconds * 1e6))),
      attributes: { ...own, ...shared, ...stamp },
      droppedAttributes: 0,
      events: [],
      droppedEvents: 0,
      links: [],
      droppedLinks: 0,
      statusCode: failed ? 'error' : 'unset',
      statusMessage: failed ? 'TypeError: Cannot read properties of undefined' : '',
      resource,
      scope,
    };
  }

  #resource(service: ServiceShape, canary: boolean): ResourceRecord {
    const instance = Math.floor(this.#random() * 4);
    const key = `${service.name} ${canary} ${instance}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const version = canary ? service.canary : service.stable;
    const resource: ResourceRecord = {
      schemaUrl: '',
      attributes: {
        'service.name': service.name,
        'service.version': version,
        'service.instance.id': `${service.name}-${canary ? 'canary' : 'stable'}-${instance}`,
        'app.build_id': version.slice(-7),
        'deployment.id': `d-${version}`,
        'seatrial.ring': canary ? 'canary' : 'stable',
        'vcs.ref.head.revision': version.slice(-7).padEnd(40, '0'),
        'deployment.environment.name': 'load-test',
        'process.creation.time': '2026-01-01T00:00:00.000Z',
        'telemetry.sdk.language': 'nodejs',
      },
    };
    this.#resources.set(key, resource);
    return resource;
  }

  #pickRoute(): RouteShape {
    let left = this.#random() * this.#totalWeight;
    for (const route of routes) {
      left -= route.weight;
      if (left < 0) return route;
    }
    return routes[0] as RouteShape;
  }

  /** Log-normal, with a long tail; ten times slower in a burst. */
  #duration(medianMs: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
    return medianMs * Math.exp(0.6 * normal) * (this.#burst > 0 ? 10 : 1);
  }

  #hex(words: number): string {
    let hex = '';
    for (let word = 0; word < words; word += 1)
      hex += Math.floor(this.#random() * 4_294_967_296)
        .toString(16)
        .padStart(8, '0');
    return /^0+$/.test(hex) ? this.#hex(words) : hex;
  }
}

/** What is wrong with checkout's canary, beside chance: one tenant, in one region, under one variant of a flag. */
function hasPlantedFault(shared: AttributeMap): boolean {
  return (
    shared['tenant.id'] === largestTenant.id &&
    shared['cloud.region'] === regions[0] &&
    shared[`feature_flags.${flags[0]}`] === 'on'
  );
}

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
  'curl/8.9.1',
];
