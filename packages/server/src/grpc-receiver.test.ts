import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { startServer } from './index.ts';
import type { ReceiveEvent, RunningServer, ServerOptions } from './index.ts';

let folder: string;
let store: Store;
let server: RunningServer;
let events: ReceiveEvent[];

async function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const onEvent = (event: ReceiveEvent): void => void events.push(event);
  return startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0, onEvent, ...options });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-grpc-'));
  events = [];
  store = await createDuckDbStore({ path: ':memory:' });
  server = await start();
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function exportSpan(metadata?: Metadata): Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: server.state.grpcUrl,
    compression: 'gzip' as never,
    ...(metadata === undefined ? {} : { metadata }),
  });
  const resource = resourceFromAttributes({ 'service.name': 'checkout', 'service.version': '1.4.2' });
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  provider.getTracer('t').startSpan('work').end();
  await provider.shutdown();
}

/** An export request without an SDK around it, so that its status can be looked at. */
function call(bytes: Uint8Array, metadata: Metadata = new Metadata()): Promise<Buffer> {
  const client = new Client(new URL(server.state.grpcUrl).host, credentials.createInsecure());
  const method = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const same = (value: Buffer): Buffer => value;
  return new Promise<Buffer>((resolve, reject) => {
    client.makeUnaryRequest(method, same, same, Buffer.from(bytes), metadata, (error, answer) =>
      error === null ? resolve(answer ?? Buffer.alloc(0)) : reject(error),
    );
  }).finally(() => client.close());
}

function createRequest(): Uint8Array {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  provider.getTracer('t').startSpan('work').end();
  return ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? new Uint8Array();
}

async function failureOf(sent: Promise<unknown>): Promise<ServiceError> {
  return sent.then(
    () => Promise.reject(new Error('it was taken')),
    (error: unknown) => error as ServiceError,
  );
}

describe('OTLP/gRPC', () => {
  it('takes what OpenTelemetry’s exporter sends, gzipped', async () => {
    await exportSpan();
    expect(await store.releases()).toMatchObject([{ service: 'checkout', version: '1.4.2', spans: 1 }]);
    expect(server.received()).toMatchObject({ requests: 1, refused: 0, spans: 1 });
  });

  it('says in part what was not taken, and whole where nothing was', async () => {
    const noId = Buffer.from('0a0612041202 2200'.replaceAll(' ', ''), 'hex');
    expect((await call(noId)).toString()).toContain('a span needs a trace id');
    const bad = await failureOf(call(Buffer.from([10, 200])));
    expect(bad).toMatchObject({ code: 3, details: expect.stringContaining('not an OTLP protobuf message') });
    expect(events.at(-1)).toMatchObject({ kind: 'refused', status: 400 });
  });

  it('says UNAVAILABLE with RetryInfo where the store cannot take it now', async () => {
    await store.close();
    const error = await failureOf(call(createRequest()));
    expect(error).toMatchObject({ code: 14, details: 'The store is closed.' });
    const [details] = error.metadata.get('grpc-status-details-bin');
    expect(String(details)).toContain('type.googleapis.com/google.rpc.RetryInfo');
    store = await createDuckDbStore({ path: ':memory:' });
  });

  it('says RESOURCE_EXHAUSTED where requests in work fill the room, and takes the next', async () => {
    await server.close();
    server = await start({ inFlightBytes: 100 });
    const request = createRequest();
    const outcomes = await Promise.allSettled([call(request), call(request), call(request)]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const error of refused)
      expect(error).toMatchObject({ code: 8, details: expect.stringContaining('in a moment') });
    await call(request);
  });

  it('wants the token beyond loopback', async () => {
    await server.close();
    server = await start({ host: '0.0.0.0', token: 'secret' });
    const error = await failureOf(call(createRequest()));
    expect(error).toMatchObject({ code: 16, details: expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS') });
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer secret');
    await exportSpan(metadata);
    expect(await store.stats()).toMatchObject({ spans: 1 });
  });

  it('a port that is taken is named with its flag, and no other port stays open', async () => {
    const port = Number(new URL(server.state.grpcUrl).port);
    await expect(start({ grpcPort: port })).rejects.toMatchObject({
      code: 'SEATRIAL_PORT_TAKEN',
      message: expect.stringContaining(`Port ${port}, for OTLP/gRPC, is taken`),
    });
  });
});

it('OTLP/HTTP says 429 with Retry-After before it reads a body for which there is no room', async () => {
  await server.close();
  server = await start({ inFlightBytes: 100 });
  const post = (): Promise<Response> =>
    fetch(`${server.state.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from(createRequest()),
    });
  const answers = await Promise.all(Array.from({ length: 8 }, post));
  const refused = answers.filter((answer) => answer.status === 429);
  expect(answers.filter((answer) => answer.status === 200).length + refused.length).toBe(8);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((answer) => answer.headers.get('retry-after') === '1')).toBe(true);
  expect((await post()).status).toBe(200);
});
