import type { ExportResult } from '@opentelemetry/core';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { load } from '../load.ts';
import type { Carrier } from './carrier.ts';
import { encode } from './encode.ts';
import type { Protocol } from './signal.ts';

const drainMs = 10_000;
const success = { code: 0 };

/** An exporter of log records whose sending, trying again and keeping is the carrier's. */
export function createLogExporter(carrier: Carrier, protocol: Protocol): LogRecordExporter {
  return {
    export(records: ReadableLogRecord[], done) {
      carrier.post(encode('logs', protocol, records));
      done(success);
    },
    forceFlush: () => carrier.drain(drainMs),
    shutdown: () => carrier.drain(drainMs),
  };
}

/** An exporter of metrics on the same way; temporality is that of `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
export function createMetricExporter(carrier: Carrier, protocol: Protocol): PushMetricExporter {
  const { OTLPMetricExporterBase } = load('@opentelemetry/exporter-metrics-otlp-http');
  return new OTLPMetricExporterBase({
    export(metrics: ResourceMetrics, done: (result: ExportResult) => void) {
      carrier.post(encode('metrics', protocol, metrics));
      done(success);
    },
    forceFlush: () => carrier.drain(drainMs),
    shutdown: () => carrier.drain(drainMs),
    setMetrics() {},
  });
}
