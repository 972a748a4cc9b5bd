import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { load } from '../load.ts';
import type { Batch } from './batch.ts';
import type { Protocol } from './signal.ts';

interface Content {
  readonly traces: readonly ReadableSpan[];
  readonly logs: readonly ReadableLogRecord[];
  readonly metrics: ResourceMetrics;
}

/** Encodes an OTLP request with OpenTelemetry's serializers. */
export function encode<Kind extends keyof Content>(signal: Kind, protocol: Protocol, content: Content[Kind]): Batch {
  const bytes = serialize(protocol, signal, content) ?? new Uint8Array();
  // A buffer of its own length, so that it can be handed over to another thread without a copy.
  const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  return { signal, bytes: exact as Uint8Array<ArrayBuffer>, items: Array.isArray(content) ? content.length : 1 };
}

function serialize(protocol: Protocol, signal: keyof Content, content: unknown): Uint8Array | undefined {
  const transformer = load('@opentelemetry/otlp-transformer');
  const json = protocol === 'http/json';
  const serializers = {
    traces: json ? transformer.JsonTraceSerializer : transformer.ProtobufTraceSerializer,
    logs: json ? transformer.JsonLogsSerializer : transformer.ProtobufLogsSerializer,
    metrics: json ? transformer.JsonMetricsSerializer : transformer.ProtobufMetricsSerializer,
  };
  return serializers[signal].serializeRequest(content as never);
}
