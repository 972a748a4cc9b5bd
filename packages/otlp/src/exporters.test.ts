import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind, SpanStatusCode, SeverityNumber, TraceFlags, ValueType } from '@opentelemetry/api';
import { OTLPLogExporter as JsonLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TelemetryBatch } from '@seatrial/model';
import { formatExportResponse, parseExportRequest } from './index.ts';
import type { Encoding, Signal } from './index.ts';

let url: string;
let received: TelemetryBatch[];
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signal = request.url?.slice('/v1/'.length) as Signal;
      const encoding: Encoding = request.headers['content-type'] === 'application/json' ? 'json' : 'protobuf';
      received.push(parseExportRequest(signal, encoding, Buffer.concat(chunks)).batch);
      response.setHeader('content-type', request.headers['content-type'] ?? '');
      response.end(formatExportResponse(signal, encoding, { rejected: 1, message: 'one of them' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const resource = resourceFromAttributes({ 'service.name': 'checkout', 'service.version': '1.4.2' });
const attributes = {
  text: 'grüße 🚢',
  whole: 42,
  half: 0.5,
  yes: true,
  nothing: null,
  list: ['a', 'b'],
  mixed: [1, 'x', null, { deep: [true] }],
  map: { inner: { leaf: 1 } },
  bytes: new Uint8Array([0, 1, 255]),
  __proto__x: 'kept',
};

async function exportSpans(exporter: ProtobufTraceExporter | JsonTraceExporter): Promise<void> {
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const span = provider.getTracer('shop', '2.0.0').startSpan('POST /orders', {
    kind: SpanKind.SERVER,
    startTime: [1_764_000_000, 123_456_789],
    attributes,
    links: [
      {
        context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED },
        attributes: { why: 'retry' },
      },
    ],
  });
  span.addEvent('paid', { amount: 12 }, [1_764_000_000, 200_000_000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'card refused' });
  span.end([1_764_000_001, 0]);
  await provider.shutdown();
}

describe.each([
  ['protobuf', ProtobufTraceExporter, ProtobufLogExporter, ProtobufMetricExporter],
  ['json', JsonTraceExporter, JsonLogExporter, JsonMetricExporter],
] as const)('what OpenTelemetry’s exporters send as %s', (_encoding, TraceExporter, LogExporter, MetricExporter) => {
  it('spans, whole', async () => {
    await exportSpans(new TraceExporter({ url: `${url}traces` }));
    const [span] = received.flatMap((batch) => batch.spans);
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      parentSpanId: '',
      name: 'POST /orders',
      kind: 'server',
      startNano: 1_764_000_000_123_456_789n,
      endNano: 1_764_000_001_000_000_000n,
      statusCode: 'error',
      statusMessage: 'card refused',
      resource: { attributes: { 'service.name': 'checkout', 'service.version': '1.4.2' } },
      scope: { name: 'shop', version: '2.0.0' },
      events: [{ name: 'paid', timeNano: 1_764_000_000_200_000_000n, attributes: { amount: 12 } }],
      links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { why: 'retry' } }],
    });
    expect({ ...span?.attributes }).toEqual(attributes);
    expect((span?.flags ?? 0) & 0xff).toBe(1);
  });

  it('log records', async () => {
    const processor = new BatchLogRecordProcessor({ exporter: new LogExporter({ url: `${url}logs` }) });
    const provider = new LoggerProvider({ resource, processors: [processor] });
    provider.getLogger('shop').emit({
      timestamp: [1_764_000_000, 5],
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      eventName: 'feature_flag.evaluation',
      body: { message: 'slow', tries: [1, 2] },
      attributes: { 'feature_flag.key': 'new-checkout' },
    });
    await provider.shutdown();
    expect(received.flatMap((batch) => batch.logs)).toMatchObject([
      {
        timeNano: 1_764_000_000_000_000_005n,
        severityNumber: 13,
        severityText: 'WARN',
        eventName: 'feature_flag.evaluation',
        body: { message: 'slow', tries: [1, 2] },
        attributes: { 'feature_flag.key': 'new-checkout' },
        traceId: '',
      },
    ]);
  });

  it('metrics of every kind that the SDK has', async () => {
    const provider = new MeterProvider({
      resource,
      views: [{ instrumentName: 'sizes', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
      readers: [
        new PeriodicExportingMetricReader({
          exporter: new MetricExporter({ url: `${url}metrics` }),
          exportIntervalMillis: 60_000,
          exportTimeoutMillis: 5000,
        }),
      ],
    });
    const meter = provider.getMeter('shop');
    meter
      .createCounter('orders', { unit: '{order}', description: 'Orders taken.', valueType: ValueType.INT })
      .add(3, { plan: 'pro' });
    meter.createUpDownCounter('carts').add(-2);
    meter.createGauge('temperature').record(21.5);
    const duration = meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1, 10, 100] } });
    for (const value of [0.5, 5, 50, 500]) duration.record(value);
    const sizes = meter.createHistogram('sizes');
    for (const value of [1, 2, 4, 0]) sizes.record(value);
    await provider.shutdown();
    const points = Object.fromEntries(
      received.flatMap((batch) => batch.metrics).map((point) => [point.metric.name, point]),
    );
    expect(points['orders']).toMatchObject({
      type: 'sum',
      monotonic: true,
      temporality: 'cumulative',
      value: 3,
      attributes: { plan: 'pro' },
      metric: { unit: '{order}', description: 'Orders taken.' },
    });
    expect(points['carts']).toMatchObject({ type: 'sum', monotonic: false, value: -2 });
    expect(points['temperature']).toMatchObject({ type: 'gauge', value: 21.5 });
    expect(points['duration']).toMatchObject({
      type: 'histogram',
      count: 4n,
      sum: 555.5,
      min: 0.5,
      max: 500,
      explicitBounds: [1, 10, 100],
      bucketCounts: [1n, 1n, 1n, 1n],
    });
    expect(points['sizes']).toMatchObject({ type: 'exponential_histogram', count: 4n, zeroCount: 1n, sum: 7 });
    const sizesPoint = points['sizes'];
    const counts = sizesPoint?.type === 'exponential_histogram' ? sizesPoint.positive.counts : [];
    expect(counts.reduce((sum, count) => sum + count, 0n)).toBe(3n);
  });
});
