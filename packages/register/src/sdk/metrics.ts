import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { createMetricExporter } from '../export/carried-exporter.ts';
import type { Carrier } from '../export/carrier.ts';
import type { Protocol } from '../export/signal.ts';
import { load } from '../load.ts';
import { readPositive } from './positive-variable.ts';

/** OpenTelemetry's meter provider with the settings of `OTEL_METRIC_EXPORT_*`. */
export function createMeterProvider(resource: Resource, carrier: Carrier, protocol: Protocol): MeterProvider {
  const { MeterProvider: Provider, PeriodicExportingMetricReader } = load('@opentelemetry/sdk-metrics');
  const exportIntervalMillis = readPositive('OTEL_METRIC_EXPORT_INTERVAL') ?? 60_000;
  const timeout = readPositive('OTEL_METRIC_EXPORT_TIMEOUT') ?? 30_000;
  const reader = new PeriodicExportingMetricReader({
    exporter: createMetricExporter(carrier, protocol),
    exportIntervalMillis,
    exportTimeoutMillis: Math.min(timeout, exportIntervalMillis),
  });
  return new Provider({ resource, readers: [reader] });
}
