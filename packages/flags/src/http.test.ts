import { createRequire } from 'node:module';
import type * as nodeHttp from 'node:http';
import type { IncomingHttpHeaders, RequestListener, RequestOptions, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { requestRecordKey } from '@seatrial/model';
import type { RequestRecord } from '@seatrial/model';
import { AlwaysOffSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan, Sampler } from '@opentelemetry/sdk-trace';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createFlags } from './flags.ts';
import type { Flags } from './flags.ts';
import type { FlagsOptions } from './options.ts';
import { currentCohorts, recordClaims, recordFlag, setCohort } from './record.ts';

const instrumentation = new HttpInstrumentation();
// Loaded through require, so that the instrumentation has patched it.
const http = createRequire(import.meta.url)('http') as typeof nodeHttp;

let flags: Flags;
let exporter: InMemorySpanExporter;
let said: string[];
const servers: Server[] = [];

function setUp(options: FlagsOptions = {}, sampler?: Sampler): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  said = [];
  flags = createFlags({ say: (line) => said.push(line), ...options });
  exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [flags.processor, new SimpleSpanProcessor({ exporter })],
    ...(sampler && { sampler }),
  });
  trace.setGlobalTracerProvider(provider);
  instrumentation.setTracerProvider(provider);
  propagation.setGlobalPropagator(
    flags.wrapPropagator(
      new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
    ),
  );
}

afterEach(async () => {
  flags.stop();
  trace.disable();
  propagation.disable();
  context.disable();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

afterAll(() => instrumentation.disable());

async function serve(listener: RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends a request; whatever the host's name, it goes to this machine. */
function send(port: number, options: RequestOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        hostname: '127.0.0.1',
        port,
        agent: false,
        lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
        ...options,
      },
      (response) => response.resume().once('end', () => resolve()),
    );
    request.once('error', reject);
    request.end();
  });
}

/** As somebody who knows nothing of OpenTelemetry. */
function sendBare(port: number, headers: Readonly<Record<string, string>> = {}, path = '/'): Promise<void> {
  return fetch(`http://127.0.0.1:${port}${path}`, { headers }).then(async (response) => void (await response.text()));
}

const kinds = ['internal', 'server', 'client', 'producer', 'consumer'];

/** Finished spans: kind and what flags wrote. */
async function spans(): Promise<readonly (readonly [string, Readonly<Record<string, unknown>>])[]> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return exporter
    .getFinishedSpans()
    .map((span: ReadableSpan) => [
      kinds[span.kind] ?? '',
      Object.fromEntries(
        Object.entries(span.attributes).filter(([key]) =>
          /^(feature_flag|seatrial\.|http\.request\.header\.)/.test(key),
        ),
      ),
    ]);
}

async function serverSpan(): Promise<Readonly<Record<string, unknown>>> {
  return (await spans()).find(([kind]) => kind === 'server')?.[1] ?? {};
}

describe('to the next service', () => {
  it('flags and cohorts arrive on its spans, and its own evaluation wins', async () => {
    setUp();
    const received: IncomingHttpHeaders[] = [];
    const inventory = await serve((request, response) => {
      received.push(request.headers);
      trace.getTracer('t').startActiveSpan('db', (span) => span.end());
      recordFlag({ key: 'theme', variant: 'light' });
      response.end();
    });
    const gateway = await serve((_request, response) => {
      recordFlag({ key: 'checkout', variant: 'on', reason: 'TARGETING_MATCH' });
      recordFlag({ key: 'theme', variant: 'dark' });
      setCohort({ audience: 'internal' });
      void send(inventory).then(() => response.end());
    });
    await sendBare(gateway);
    const cohort = { 'seatrial.cohort.audience': 'internal', 'feature_flags.checkout': 'on' };
    expect(await spans()).toEqual([
      ['internal', { ...cohort, 'feature_flags.theme': 'dark' }],
      ['server', { ...cohort, 'feature_flags.theme': 'light', 'seatrial.flags.remote': true }],
      ['client', { ...cohort, 'feature_flags.theme': 'dark' }],
      ['server', { ...cohort, 'feature_flags.theme': 'dark' }],
    ]);
    expect(received[0]).toMatchObject({
      traceparent: expect.stringMatching(/^00-/),
      baggage: 'seatrial.flags=c.audience%3Ainternal%3Bf.checkout%3Aon%3Bf.theme%3Adark',
    });
  });

  it('another’s host gets traceparent and the application’s baggage, and nothing of Seatrial', async () => {
    setUp({ propagateTo: ['*.partner.example'] });
    const received: Record<string, IncomingHttpHeaders> = {};
    const other = await serve((request, response) => {
      received[String(request.headers.host?.split(':')[0])] = request.headers;
      response.end();
    });
    const gateway = await serve((_request, response) => {
      recordFlag({ key: 'checkout', variant: 'on' });
      const baggage = propagation.createBaggage({ tenant: { value: 'ac me' } });
      const sending = context.with(propagation.setBaggage(context.active(), baggage), () =>
        Promise.all(
          ['api.stripe.example', 'eu.partner.example', 'checkout', 'checkout.shop.svc', '127.0.0.1'].map((hostname) =>
            send(other, { hostname }),
          ),
        ),
      );
      void sending.then(() => response.end());
    });
    await sendBare(gateway);
    const own = 'tenant=ac%20me';
    const both = `${own},seatrial.flags=f.checkout%3Aon`;
    expect(Object.fromEntries(Object.entries(received).map(([host, { baggage }]) => [host, baggage]))).toEqual({
      'api.stripe.example': own,
      'eu.partner.example': both,
      checkout: both,
      'checkout.shop.svc': both,
      '127.0.0.1': both,
    });
    for (const headers of Object.values(received)) expect(headers['traceparent']).toMatch(/^00-/);
  });

  it('a service between passes nothing of it on to another’s host', async () => {
    setUp();
    let received: IncomingHttpHeaders = {};
    const outside = await serve((request, response) => {
      received = request.headers;
      response.end();
    });
    const middle = await serve((_request, response) => {
      void send(outside, { hostname: 'api.stripe.example' }).then(() => response.end());
    });
    await sendBare(middle, { baggage: 'tenant=acme;p=1,seatrial.flags=f.checkout%3Aon' });
    expect(await serverSpan()).toBeDefined();
    expect(received['baggage']).toBe('tenant=acme;p=1');
    expect(received['traceparent']).toMatch(/^00-/);
  });

  it('a header that the application wrote by hand is kept', async () => {
    setUp();
    let received: IncomingHttpHeaders = {};
    const other = await serve((request, response) => {
      received = request.headers;
      response.end();
    });
    const gateway = await serve((_request, response) => {
      recordFlag({ key: 'checkout', variant: 'on' });
      void send(other, { headers: { baggage: 'own=1' } }).then(() => response.end());
    });
    await sendBare(gateway);
    expect(received['baggage']).toBe('own=1,seatrial.flags=f.checkout%3Aon');
  });

  it('an unsampled request has its record, and sends nothing, since its host is not known', async () => {
    setUp(
      { cohorts: { rules: [{ cohort: 'audience', header: 'x-audience', values: ['internal'] }] } },
      new AlwaysOffSampler(),
    );
    let received: IncomingHttpHeaders = {};
    let record: RequestRecord | undefined;
    const other = await serve((request, response) => {
      received = request.headers;
      response.end();
    });
    const gateway = await serve((_request, response) => {
      record = context.active().getValue(requestRecordKey) as RequestRecord;
      recordFlag({ key: 'checkout', variant: 'on' });
      setCohort({ plan: 'pro' });
      expect(currentCohorts()).toEqual({ audience: 'internal', plan: 'pro' });
      void send(other).then(() => response.end());
    });
    expect(currentCohorts()).toEqual({});
    await sendBare(gateway, { 'x-audience': 'internal' });
    expect(record?.cohort).toEqual(
      new Map([
        ['audience', 'internal'],
        ['plan', 'pro'],
      ]),
    );
    expect(received).not.toHaveProperty('baggage');
    expect(flags.lost.outside).toBe(1);
  });
});

describe('from the service before', () => {
  const entry = { baggage: 'seatrial.flags=c.audience%3Ainternal%3Bf.checkout%3Aon' };
  const known = {
    'seatrial.cohort.audience': 'internal',
    'feature_flags.checkout': 'on',
    'seatrial.flags.remote': true,
  };

  it.each<readonly [string, FlagsOptions, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>, number]>(
    [
      ['a private peer is believed', {}, {}, known, 0],
      ['not one that speaks for others', {}, { 'x-forwarded-for': '203.0.113.9' }, {}, 1],
      ['by either header', {}, { forwarded: 'for=203.0.113.9' }, {}, 1],
      [
        'unless its word is said to be good',
        { cohorts: { trust: ['127.0.0.0/8'] } },
        { 'x-forwarded-for': '203.0.113.9' },
        known,
        0,
      ],
      ['an edge believes nobody', { edge: true, cohorts: { trust: ['*'] } }, {}, {}, 1],
      [
        'with a watch list, other flags stay out',
        { watch: ['theme'] },
        {},
        { 'seatrial.cohort.audience': 'internal', 'seatrial.flags.remote': true },
        0,
      ],
      ['trust that is no address is said', { cohorts: { trust: ['my-lb'] } }, {}, known, 1],
    ],
  )('%s', async (_name, options, headers, expected, lines) => {
    setUp(options);
    const port = await serve((_request, response) => void response.end());
    await sendBare(port, { ...entry, ...headers });
    await sendBare(port, { ...entry, ...headers });
    expect(await serverSpan()).toEqual(expected);
    expect(said).toHaveLength(lines);
  });

  it.each([
    ['malformed', 'seatrial.flags=%E0%A4%A'],
    ['full of nonsense', `seatrial.flags=${encodeURIComponent('f.:;c.;;x.y:z;f.a b:on')}`],
    ['far too long', `seatrial.flags=${'a'.repeat(9000)}`],
  ])('an entry that is %s does no harm', async (_what, baggage) => {
    setUp();
    const port = await serve((_request, response) => void response.end());
    await sendBare(port, { baggage });
    expect(await serverSpan()).toEqual({});
  });

  it('100 KB of baggage over a carrier without Node’s own limit of headers', () => {
    setUp({ cohorts: { trust: ['*'] } });
    const carrier = { baggage: `${'a=1,'.repeat(25_000)}seatrial.flags=f.checkout%3Aon` };
    const extracted = propagation.extract(context.active(), carrier);
    expect(propagation.getBaggage(extracted)?.getAllEntries()).toEqual([['a', { value: '1' }]]);
    expect([...(flags.knownAt(extracted)?.keys() ?? [])]).toEqual(['feature_flags.checkout']);
  });
});

describe('request rules', () => {
  const rules = [
    { cohort: 'audience', header: 'X-Audience', values: ['internal', 'beta'] },
    { cohort: 'audience', cookie: 'staff', values: { yes: 'internal' } },
    { cohort: 'audience', query: 'preview', values: { '1': 'beta' }, otherwise: 'public' },
  ];

  it.each<readonly [string, Readonly<Record<string, string>>, string, string]>([
    ['header', { 'x-audience': 'beta' }, '/', 'beta'],
    ['a value that is not declared', { 'x-audience': 'alice@example.com' }, '/', 'other'],
    ['cookie', { cookie: 'a=b; staff="yes"; c=d' }, '/', 'internal'],
    ['query', {}, '/p?x=1&preview=1', 'beta'],
    ['the first that finds something wins', { 'x-audience': 'internal' }, '/?preview=1', 'internal'],
    ['none finds anything', {}, '/', 'public'],
    ['a claim that is not believed', { 'x-audience': 'internal', 'x-forwarded-for': '203.0.113.9' }, '/', 'public'],
  ])('%s', async (_name, headers, path, audience) => {
    setUp({ cohorts: { rules } });
    const port = await serve((_request, response) => void response.end());
    await sendBare(port, headers, path);
    expect(await serverSpan()).toEqual({ 'seatrial.cohort.audience': audience });
  });

  const claimRules = [
    { cohort: 'audience', claim: 'groups', values: { staff: 'internal', testers: 'beta' } },
    { cohort: 'plan', claim: 'account.plan', values: ['free', 'pro'] },
  ];
  const claims = { groups: ['testers', 'staff'], account: { plan: 'pro' }, email: 'alice@example.com' };
  const told = { 'seatrial.cohort.audience': 'internal', 'seatrial.cohort.plan': 'pro' };

  it.each(['auth', 'user'])('claims are read from request.%s once authentication has put them there', async (place) => {
    setUp({ cohorts: { rules: claimRules } });
    const inSpan = (name: string, work: () => void): void =>
      trace.getTracer('t').startActiveSpan(name, (span) => {
        work();
        span.end();
      });
    const port = await serve((request, response) => {
      inSpan('authenticate', () => Object.assign(request, { [place]: claims }));
      inSpan('handler', () => inSpan('db', () => undefined));
      response.end();
    });
    await sendBare(port, { 'x-forwarded-for': '203.0.113.9' });
    expect((await spans()).map(([, attributes]) => attributes)).toEqual([{}, told, told, told]);
  });

  it('recordClaims hands them over where a framework keeps them elsewhere', async () => {
    setUp({ cohorts: { rules: claimRules } });
    const port = await serve((_request, response) => {
      recordClaims({ groups: 'nobody' });
      response.end();
    });
    await sendBare(port);
    expect(await serverSpan()).toEqual({ 'seatrial.cohort.audience': 'other' });
  });

  it('a rule that cannot be applied is said and left out', () => {
    setUp({
      cohorts: {
        rules: [
          { cohort: 'a', values: ['x'] },
          { cohort: '', header: 'h', values: ['x'] },
          { cohort: 'a', header: 'h', cookie: 'c', values: ['x'] },
          { cohort: 'a', header: 'h' } as never,
          null as never,
        ],
      },
    });
    expect(said).toHaveLength(5);
    expect(said[0]).toBe(
      'a cohort rule is left out: it needs one of header, cookie, query, claim. It was {"cohort":"a","values":["x"]}.',
    );
  });
});

describe('traffic splitters', () => {
  it.each<readonly [string, FlagsOptions, Readonly<Record<string, string>>, Readonly<Record<string, unknown>>]>([
    ['a known header', {}, { 'x-split': 'B' }, { 'seatrial.cohort.split': 'B' }],
    ['what ingress-nginx routes by', {}, { 'x-canary': 'always' }, { 'seatrial.cohort.split': 'always' }],
    [
      'one of their own',
      { cohorts: { splitters: [{ header: 'X-Variant', values: ['A', 'B'], cohort: 'checkout-test' }] } },
      { 'x-variant': 'A' },
      { 'seatrial.cohort.checkout-test': 'A' },
    ],
    [
      'a value that is not declared',
      { cohorts: { splitters: [{ header: 'X-Variant', values: ['A', 'B'] }] } },
      { 'x-variant': 'C' },
      { 'seatrial.cohort.split': 'other' },
    ],
    ['none wanted', { cohorts: { splitters: false } }, { 'x-split': 'B' }, {}],
    ['from outside', {}, { 'x-split': 'B', 'x-forwarded-for': '203.0.113.9' }, {}],
  ])('%s', async (_name, options, headers, expected) => {
    setUp(options);
    const port = await serve((_request, response) => void response.end());
    await sendBare(port, headers);
    expect(await serverSpan()).toEqual(expected);
  });

  it('a header with ever new values is bounded', async () => {
    setUp();
    const port = await serve((_request, response) => void response.end());
    for (let index = 0; index < 20; index += 1) await sendBare(port, { 'x-split': `v${index}` });
    const values = new Set((await spans()).map(([, attributes]) => attributes['seatrial.cohort.split']));
    expect(values.size).toBe(17);
    expect(values).toContain('other');
  });
});

describe('shadow traffic', () => {
  it.each<readonly [string, RequestOptions, boolean]>([
    ['Envoy’s host', { headers: { host: 'checkout-shadow:8080' } }, true],
    ['a mirror header', { headers: { 'x-mirror': '1' } }, true],
    ['a mirror header that says no', { headers: { 'x-mirror': 'false' } }, false],
    ['an ordinary host', { headers: { host: 'shadow-box.example' } }, false],
    ['from outside', { headers: { 'x-mirror': '1', 'x-forwarded-for': '203.0.113.9' } }, false],
  ])('%s', async (_name, options, shadow) => {
    setUp();
    const port = await serve((_request, response) => void response.end());
    await send(port, options);
    expect(await serverSpan()).toEqual(shadow ? { 'seatrial.shadow': true } : {});
  });

  it('what a shadow calls is shadow, too, whatever else there is to carry', async () => {
    setUp();
    const record: RequestRecord[] = [];
    const inventory = await serve((_request, response) => {
      record.push(context.active().getValue(requestRecordKey) as RequestRecord);
      response.end();
    });
    const checkout = await serve((_request, response) => {
      for (let index = 0; index < 100; index += 1) recordFlag({ key: `${'k'.repeat(80)}${index}`, variant: 'on' });
      void send(inventory).then(() => response.end());
    });
    await sendBare(checkout, { 'x-shadow': 'true' });
    for (const [, attributes] of await spans()) expect(attributes['seatrial.shadow']).toBe(true);
    expect(record).toMatchObject([{ shadow: true }]);
  });

  it('a deployment for mirrored traffic marks all it does, and what it calls', async () => {
    setUp({ shadow: true });
    trace.getTracer('t').startActiveSpan('job', (span) => span.end());
    expect(await spans()).toEqual([['internal', { 'seatrial.shadow': true }]]);
  });

  it('a declared request id pairs copy and original where no traceparent came in', async () => {
    setUp({ cohorts: { shadow: { requestId: 'X-Request-Id' } } });
    const port = await serve((_request, response) => void response.end());
    await sendBare(port, { 'x-request-id': 'r-17' });
    await sendBare(port, { 'x-request-id': 'r-17', 'x-mirror': '1' });
    expect((await spans()).map(([, attributes]) => attributes)).toEqual([
      { 'http.request.header.x-request-id': ['r-17'] },
      { 'http.request.header.x-request-id': ['r-17'], 'seatrial.shadow': true },
    ]);
  });
});
