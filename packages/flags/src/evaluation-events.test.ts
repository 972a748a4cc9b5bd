import { logs, metrics } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { recordFlag } from './record.ts';

let tracing: Tracing;

afterEach(() => {
  tracing.stop();
  logs.disable();
  metrics.disable();
});

function setUpLogs(): InMemoryLogRecordExporter {
  const exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
  return exporter;
}

it('emits feature_flag.evaluation once for each distinct evaluation of a request, with its count, on the span that evaluated', () => {
  const exporter = setUpLogs();
  tracing = createTracing({ events: true });
  const { inSpan } = tracing;
  inSpan('GET', () => {
    inSpan('decide', () => {
      for (let turn = 0; turn < 3; turn += 1)
        recordFlag({
          key: 'checkout',
          variant: 'on',
          reason: 'TARGETING_MATCH',
          provider: 'flagd',
          version: 'v42',
          setId: 'shop',
          subject: 'alice',
        });
    });
    recordFlag({ key: 'checkout', value: { secret: 'value' } });
    recordFlag({ key: 'broken', value: true, reason: 'ERROR' });
  });
  const records = exporter.getFinishedLogRecords();
  expect(records.map(({ eventName, attributes }) => ({ eventName, attributes }))).toEqual([
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.provider.name': 'flagd',
        'feature_flag.result.reason': 'targeting_match',
        'feature_flag.set.id': 'shop',
        'feature_flag.version': 'v42',
        'seatrial.evaluations': 3,
      },
    },
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': expect.stringMatching(/^json:[0-9a-f]{8}$/),
        'seatrial.evaluations': 1,
      },
    },
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'broken',
        'feature_flag.result.variant': 'error',
        'feature_flag.result.reason': 'error',
        'error.type': 'general',
        'seatrial.evaluations': 1,
      },
    },
  ]);
  expect(records[0]?.spanContext?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(records[0]?.spanContext?.spanId).not.toBe(records[1]?.spanContext?.spanId);
});

it('is silent unless asked', () => {
  const exporter = setUpLogs();
  tracing = createTracing();
  tracing.inSpan('GET', () => recordFlag({ key: 'checkout', variant: 'on' }));
  expect(exporter.getFinishedLogRecords()).toEqual([]);
});

it('counts every evaluation, in spans or not', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6, exportTimeoutMillis: 1e5 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  tracing = createTracing({ metrics: true });
  for (let turn = 0; turn < 5; turn += 1) recordFlag({ key: 'checkout', variant: 'on', reason: 'SPLIT' });
  tracing.inSpan('GET', () => recordFlag({ key: 'checkout', variant: 'off' }));
  await reader.forceFlush();
  const [metric] = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  expect(metric?.descriptor.name).toBe('feature_flag.evaluations');
  expect(metric?.dataPoints.map(({ value, attributes }) => ({ value, attributes }))).toEqual([
    {
      value: 5,
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.result.reason': 'split',
      },
    },
    { value: 1, attributes: { 'feature_flag.key': 'checkout', 'feature_flag.result.variant': 'off' } },
  ]);
});
