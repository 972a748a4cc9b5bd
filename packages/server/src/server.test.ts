import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createApiClient } from './client.ts';
import { readServerState, startServer } from './index.ts';
import type { ReceiveEvent, RunningServer, ServerOptions } from './index.ts';
import { defaultStateDirectory } from './state.ts';

let directory: string;
let store: Store;
let server: RunningServer;
let events: ReceiveEvent[];

async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  return startServer({
    store,
    version: '0.0.1',
    otlpPort: 0,
    grpcPort: 0,
    apiPort: 0,
    stateDirectory: directory,
    onEvent: (event) => events.push(event),
    ...options,
  });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'seatrial-server-'));
  events = [];
  store = await createDuckDbStore({ path: ':memory:' });
  server = await start();
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const span = {
  traceId,
  spanId: 'b7ad6b7169203331',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: '1764000000000000000',
  endTimeUnixNano: '1764000000010000000',
};
const request = (spans: readonly unknown[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] },
        scopeSpans: [{ spans }],
      },
    ],
  });

function post(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = '/v1/traces',
  method = 'POST',
): Promise<Response> {
  return fetch(server.state.otlpUrl + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body }),
  });
}

/** A request with a Host of its own, which fetch does not allow. */
function raw(url: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, (response) => resolve(response.resume().statusCode ?? 0));
    sent.on('error', reject).end();
  });
}

async function messageOf(response: Response): Promise<string> {
  return (
    ((await response.json()) as { readonly message?: string; readonly error?: { readonly message: string } }).message ??
    ''
  );
}

describe('the receiver', () => {
  it.each([
    ['protobuf', ProtobufTraceExporter, 'none'],
    ['json', JsonTraceExporter, 'none'],
    ['gzipped protobuf', ProtobufTraceExporter, 'gzip'],
  ] as const)('takes what OpenTelemetry’s exporter sends as %s', async (_name, Exporter, compression) => {
    const exporter = new Exporter({ url: `${server.state.otlpUrl}/v1/traces`, compression: compression as never });
    const resource = resourceFromAttributes({ 'service.name': 'checkout', 'service.version': '1.4.2' });
    const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    provider.getTracer('t').startSpan('work').end();
    await provider.shutdown();
    expect(await store.releases()).toMatchObject([{ service: 'checkout', version: '1.4.2', spans: 1 }]);
    expect(server.received()).toEqual({ requests: 1, refused: 0, spans: 1, logs: 0, metrics: 0 });
  });

  it('acknowledges what is stored, and says in part what was not', async () => {
    const response = await post(request([span, { ...span, spanId: '' }]));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('span id') },
    });
    expect(await store.trace(traceId)).toHaveLength(1);
  });

  it('takes logs and metrics, and an empty request', async () => {
    expect(
      (await post('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}', {}, '/v1/logs'))
        .status,
    ).toBe(200);
    expect((await post('{}', {}, '/v1/metrics')).status).toBe(200);
    expect((await post(new Uint8Array(), { 'content-type': 'application/x-protobuf' })).status).toBe(200);
    expect(await store.stats()).toMatchObject({ logs: 1, metrics: 0, spans: 0 });
  });

  it.each<[string, number, string, Parameters<typeof post>]>([
    ['a wrong content type', 415, 'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf', ['x', { 'content-type': 'text/plain' }]],
    ['gRPC’s content type', 415, 'not gRPC', ['x', { 'content-type': 'application/grpc' }]],
    ['an encoding that is not known', 415, 'Send gzip, or none', ['x', { 'content-encoding': 'br' }]],
    ['bad JSON', 400, 'not an OTLP JSON message', ['{"resourceSpans":7}']],
    ['bytes that are not gzip', 400, 'not gzip', ['plain', { 'content-encoding': 'gzip' }]],
    [
      'gzip of more than is allowed',
      413,
      '64 MiB',
      [gzipSync(Buffer.alloc(80 * 1024 * 1024)), { 'content-encoding': 'gzip' }],
    ],
    ['more than is allowed', 413, '64 MiB', [Buffer.alloc(65 * 1024 * 1024)]],
    ['a path without the signal', 404, 'POST /v1/traces', ['{}', {}, '/']],
    ['a GET', 405, 'sent by POST', ['', {}, '/v1/traces', 'GET']],
  ])('refuses %s with %i, and keeps taking good ones', async (_name, status, message, args) => {
    const response = await post(...args);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toContain(message);
    expect(events.at(-1)).toMatchObject({ kind: 'refused', status, message: expect.stringContaining(message) });
    expect((await post(request([span]))).status).toBe(200);
  });

  it('answers bad protobuf with a protobuf status', async () => {
    const response = await post(Uint8Array.from([10, 200]), { 'content-type': 'application/x-protobuf' });
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
    expect(await response.text()).toContain('not an OTLP protobuf message');
  });

  it('says Retry-After where the store cannot take it now', async () => {
    await store.close();
    const response = await post(request([span]));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await messageOf(response)).toBe('The store is closed.');
  });

  it('tells a gRPC client what to set', async () => {
    const { port } = new URL(server.state.otlpUrl);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toContain('OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf');
    expect(events.at(-1)).toMatchObject({ kind: 'refused', message: expect.stringContaining('gRPC client') });
  });
});

describe('who may ask', () => {
  it('a Host that is another’s name is refused on both ports, whatever the token', async () => {
    const { otlpUrl, apiUrl, token } = server.state;
    const headers = { host: 'evil.example', authorization: `Bearer ${token}` };
    expect(await raw(`${apiUrl}/api/status`, headers)).toBe(403);
    expect(await raw(`${otlpUrl}/v1/traces`, { ...headers, 'content-type': 'application/json' }, 'POST')).toBe(403);
    expect(await raw(`${apiUrl}/api/status`, { ...headers, host: `localhost:${new URL(apiUrl).port}` })).toBe(200);
  });

  it('a page of another origin is refused on both ports', async () => {
    const origin = 'https://evil.example';
    expect((await post(request([span]), { origin })).status).toBe(403);
    expect(
      (
        await fetch(`${server.state.apiUrl}/api/status`, {
          headers: { origin, authorization: `Bearer ${server.state.token}` },
        })
      ).status,
    ).toBe(403);
    expect(await store.stats()).toMatchObject({ spans: 0 });
  });

  it('the API wants the token, and OTLP on loopback none', async () => {
    const url = `${server.state.apiUrl}/api/releases`;
    const without = await fetch(url);
    expect(without.status).toBe(401);
    expect(await without.json()).toEqual({
      error: { code: 'SEATRIAL_SERVER_REFUSED', message: expect.stringContaining('server.json') },
    });
    expect((await fetch(url, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: `Bearer ${server.state.token}` } })).status).toBe(200);
    expect((await post(request([span]))).status).toBe(200);
  });

  it('OTLP on any other address wants the token', async () => {
    const open = await start({ host: '0.0.0.0', stateDirectory: join(directory, 'open') });
    const url = open.state.otlpUrl.replace('0.0.0.0', '127.0.0.1');
    const send = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: request([span]),
      });
    const refused = await send({});
    expect(refused.status).toBe(401);
    expect(await messageOf(refused)).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect((await send({ authorization: `Bearer ${open.state.token}` })).status).toBe(200);
    await open.close();
  });
});

describe('the API', () => {
  const ask = async (path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(server.state.apiUrl + path, {
      headers: { authorization: `Bearer ${server.state.token}` },
    });
    return { status: response.status, body: await response.json() };
  };

  it('answers releases, operations, spans, traces, attributes, histogram and status', async () => {
    await post(request([span]));
    expect(await ask('/api/releases?where=service%3Dcheckout')).toMatchObject({
      status: 200,
      body: [{ service: 'checkout', requests: 1 }],
    });
    expect(await ask('/api/operations?limit=5')).toMatchObject({ body: [{ operation: 'GET /' }] });
    expect(await ask('/api/spans?order=slowest&from=2025-01-01&to=2026-01-01')).toMatchObject({ body: [{ traceId }] });
    expect(await ask(`/api/traces/${traceId.slice(0, 8)}`)).toMatchObject({ body: { spans: [{ traceId }], logs: [] } });
    expect(await ask('/api/attributes')).toMatchObject({ body: ['service.name'] });
    expect(await ask('/api/attributes/values?name=service')).toMatchObject({ body: [{ value: 'checkout', spans: 1 }] });
    expect(await ask('/api/histogram?by=ring&edgesNano=1000,2000000')).toMatchObject({
      body: [{ requests: 1, counts: [0, 0, 1] }],
    });
    expect(await ask('/api/status')).toMatchObject({
      body: { pid: process.pid, version: '0.0.1', received: { spans: 1 }, store: { engine: 'duckdb', spans: 1 } },
    });
  });

  it.each([
    ['/api/spans?limt=5', 400, '"limt" is not known here. Did you mean limit?'],
    ['/api/spans?limit=many', 400, 'limit is "many", not a whole number'],
    ['/api/spans?limit=99999', 400, 'at most 10000'],
    ['/api/spans?from=yesterday', 400, 'neither ISO 8601'],
    ['/api/spans?from=2026-01-02&to=2026-01-01', 400, 'from lies after to'],
    ['/api/spans?order=fastest', 400, 'not one of newest, oldest, slowest, random'],
    ['/api/releases?where=a%3D', 400, 'a value is missing'],
    ['/api/releases?where=a&where=b', 400, 'where is given more than once'],
    ['/api/histogram?by=flag', 400, 'not one of release, ring'],
    ['/api/histogram?edgesNano=2,1', 400, 'edgesNano must rise'],
    ['/api/attributes/values', 400, 'name is missing'],
    ['/api/traces/xyz', 400, 'is no trace id'],
    [`/api/traces/${'f'.repeat(32)}`, 404, 'No trace with the id'],
    ['/api/nothing', 404, 'GET /api/status'],
  ])('%s is answered with %i', async (path, status, message) => {
    expect(await ask(path)).toMatchObject({ status, body: { error: { message: expect.stringContaining(message) } } });
  });
});

describe('the client', () => {
  it('asks a server as one asks a store', async () => {
    await post(request([span]));
    const client = createApiClient(server.state);
    const where = parseSelector('service=checkout,route="GET /"');
    expect(await client.releases({ where })).toEqual(await store.releases({ where }));
    expect(await client.releases({ where, by: 'http.route' })).toEqual(
      await store.releases({ where, by: 'http.route' }),
    );
    expect(await client.operations()).toEqual(await store.operations());
    expect(await client.spans({ where, limit: 5, order: 'slowest' })).toEqual(
      await store.spans({ where, limit: 5, order: 'slowest' }),
    );
    expect(await client.trace(traceId)).toEqual(await store.trace(traceId));
    expect(await client.traceLogs(traceId)).toEqual([]);
    expect(await client.histogram({ by: 'ring', edgesNano: [1000] })).toEqual(
      await store.histogram({ by: 'ring', edgesNano: [1000] }),
    );
    expect(await client.attributeNames()).toEqual(await store.attributeNames());
    expect(await client.attributeValues('service', 1)).toEqual(await store.attributeValues('service', 1));
    expect(await client.stats()).toEqual(await store.stats());
  });

  it('says who refused and why', async () => {
    await expect(createApiClient({ ...server.state, token: 'x' }).releases()).rejects.toMatchObject({
      code: 'SEATRIAL_SERVER_REFUSED',
    });
    await expect(createApiClient(server.state).trace('f'.repeat(32))).rejects.toMatchObject({
      code: 'SEATRIAL_NOT_FOUND',
    });
    await expect(createApiClient({ apiUrl: 'http://127.0.0.1:9', token: 'x' }).releases()).rejects.toMatchObject({
      code: 'SEATRIAL_NO_SERVER',
      message: expect.stringContaining('seatrial dev'),
    });
    await expect(createApiClient({ apiUrl: server.state.otlpUrl, token: 'x' }).releases()).rejects.toMatchObject({
      code: 'SEATRIAL_NO_SERVER',
      message: expect.stringContaining('is it a Seatrial server?'),
    });
  });
});

describe('ports and state', () => {
  it('a taken port is named with its holder and with the way out, and nothing stays open', async () => {
    const holder = spawn(
      process.execPath,
      ['-e', `require('http').createServer().listen(0,'127.0.0.1',function(){console.log(this.address().port)})`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const port = Number(
      await new Promise<string>((resolve) => holder.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))),
    );
    await expect(start({ otlpPort: port })).rejects.toMatchObject({
      code: 'SEATRIAL_PORT_TAKEN',
      message: expect.stringMatching(
        new RegExp(
          `Port ${port}, for OTLP/HTTP, is taken.*--otlp-port ${port + 10} and OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port + 10}`,
        ),
      ),
    });
    const other = await start({ stateDirectory: join(directory, 'b') });
    const free = Number(new URL(other.state.otlpUrl).port);
    await other.close();
    await expect(start({ otlpPort: free, apiPort: port })).rejects.toMatchObject({
      message: expect.stringContaining('--api-port'),
    });
    await (await start({ otlpPort: free, stateDirectory: join(directory, 'c') })).close();
    holder.kill();
  });

  it('an address of another machine is refused in words', async () => {
    await expect(start({ host: '203.0.113.7' })).rejects.toMatchObject({
      code: 'SEATRIAL_BAD_ARGUMENT',
      message: expect.stringContaining('no address of this machine'),
    });
  });

  it('the state file is this user’s alone, is found, and goes when the server goes', async () => {
    const path = join(directory, 'server.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readServerState(directory)).toEqual(server.state);
    await server.close();
    expect(existsSync(path)).toBe(false);
    expect(readServerState(directory)).toBeUndefined();
  });

  it('a state file of a dead process, a broken one and one that others can write are not believed', async () => {
    const path = join(directory, 'server.json');
    const state = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...state, pid: 2 ** 22 + 1 }));
    expect(readServerState(directory)).toBeUndefined();
    writeFileSync(path, 'nonsense');
    expect(readServerState(directory)).toBeUndefined();
    writeFileSync(path, JSON.stringify(state));
    chmodSync(path, 0o666);
    expect(() => readServerState(directory)).toThrow('can be written by others');
  });

  it.each([
    [{ SEATRIAL_STATE_DIR: '/x', HOME: '/h' }, 'linux', '/x'],
    [{ XDG_STATE_HOME: '/s', HOME: '/h' }, 'linux', '/s/seatrial'],
    [{ HOME: '/h' }, 'linux', '/h/.local/state/seatrial'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Application Support/seatrial'],
  ] as const)('lies by %o on %s in %s', (env, platform, expected) => {
    expect(defaultStateDirectory(env, platform)).toBe(expected);
  });
});
