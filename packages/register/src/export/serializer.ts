import type { ISerializer } from '@opentelemetry/otlp-transformer';
import { load } from '../load.ts';
import type { Protocol, Signal } from './signal.ts';

/** OpenTelemetry's serializer of a signal: protobuf, or JSON where the protocol says so. */
export function toSerializer(signal: Signal, protocol: Protocol): ISerializer<unknown, unknown> {
  const transformer = load('@opentelemetry/otlp-transformer');
  const json = protocol === 'http/json';
  const serializers = {
    traces: json ? transformer.JsonTraceSerializer : transformer.ProtobufTraceSerializer,
    metrics: json ? transformer.JsonMetricsSerializer : transformer.ProtobufMetricsSerializer,
    logs: json ? transformer.JsonLogsSerializer : transformer.ProtobufLogsSerializer,
  };
  return serializers[signal];
}
