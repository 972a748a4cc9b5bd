import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Batch } from './batch.ts';
import { toSerializer } from './serializer.ts';
import type { Protocol } from './signal.ts';

interface Content {
  readonly traces: readonly ReadableSpan[];
  readonly logs: readonly ReadableLogRecord[];
  readonly metrics: ResourceMetrics;
}

/** Encodes an OTLP request with OpenTelemetry's serializers. */
export function encode<Kind extends keyof Content>(signal: Kind, protocol: Protocol, content: Content[Kind]): Batch {
  const bytes = toSerializer(signal, protocol).serializeRequest(content) ?? new Uint8Array();
  // A buffer of its own length, so that it can be handed over to another thread without a copy.
  const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  return { signal, bytes: exact as Uint8Array<ArrayBuffer>, items: Array.isArray(content) ? content.length : 1 };
}
