import type { LoggerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { createLogExporter } from '../export/carried-exporter.ts';
import type { Carrier } from '../export/carrier.ts';
import type { Protocol } from '../export/signal.ts';
import { load } from '../load.ts';
import type { RegisterOptions } from '../options.ts';
import { createLogRedaction } from '../redact/processors.ts';
import { readPositive } from './positive-variable.ts';

/** OpenTelemetry's logger provider with the settings of `OTEL_BLRP_*` and `OTEL_LOGRECORD_*`. */
export function createLoggerProvider(
  resource: Resource,
  carrier: Carrier,
  protocol: Protocol,
  options: RegisterOptions,
): LoggerProvider {
  const { BatchLogRecordProcessor, LoggerProvider: Provider } = load('@opentelemetry/sdk-logs');
  const processor = new BatchLogRecordProcessor({
    exporter: createLogExporter(carrier, protocol),
    ...given('maxQueueSize', 'OTEL_BLRP_MAX_QUEUE_SIZE'),
    ...given('scheduledDelayMillis', 'OTEL_BLRP_SCHEDULE_DELAY'),
    ...given('exportTimeoutMillis', 'OTEL_BLRP_EXPORT_TIMEOUT'),
    ...given('maxExportBatchSize', 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE'),
  });
  const redaction = createLogRedaction(options);
  return new Provider({
    resource,
    processors: redaction === undefined ? [processor] : [redaction, processor],
    logRecordLimits: {
      ...given('attributeCountLimit', 'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
      ...given(
        'attributeValueLengthLimit',
        'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
        'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      ),
    },
  });
}

function given(option: string, ...variables: readonly string[]): Readonly<Record<string, number>> {
  const value = variables.map(readPositive).find((number) => number !== undefined);
  return value === undefined ? {} : { [option]: value };
}
