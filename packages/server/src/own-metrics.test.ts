import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { startServer } from './index.ts';

it('receiver and store are counted as OpenTelemetry metrics', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  const store = await createDuckDbStore({ path: ':memory:' });
  const server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const span = { traceId: 'ab'.repeat(16), spanId: 'ab'.repeat(8), startTimeUnixNano: '1', endTimeUnixNano: '2' };
  const post = (spans: unknown): Promise<Response> =>
    fetch(`${server.state.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });
  await post([span]);
  await post([span]);
  await post(7);
  await reader.forceFlush();
  const points = Object.fromEntries(
    exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map((point) => [[descriptor.name, ...Object.values(point.attributes)].join(' '), point.value]),
      ),
  );
  expect(points).toMatchObject({
    'seatrial.receiver.requests accepted': 2,
    'seatrial.receiver.requests refused': 1,
    'seatrial.receiver.records spans': 2,
    'seatrial.store.records spans': 2,
    'seatrial.store.spans duplicates': 1,
    'seatrial.store.spans late': 2,
    'seatrial.store.removed spans': 0,
    'seatrial.store.waiting': 0,
    'seatrial.receiver.bytes_in_work': 0,
  });
  await server.close();
  await store.close();
  await provider.shutdown();
  metrics.disable();
});
