import { load } from '../load.ts';
import type { Attempt, Protocols, Send } from './batch.ts';
import type { Flight } from './flight.ts';
import { createGrpcSend } from './grpc-transport.ts';
import { postOnce } from './http-transport.ts';
import { toSerializer } from './serializer.ts';
import { readOtlpVariable } from './signal.ts';
import type { Protocol, Signal } from './signal.ts';

/**
 * Sends each signal by its protocol. Endpoint, headers, certificates and compression are those of `OTEL_EXPORTER_OTLP_*`,
 * read by OpenTelemetry's own code; without a word on compression it is gzip.
 * @param follow is given every request over HTTP when it begins.
 */
export function createSend(protocols: Protocols, follow?: (flight: Flight) => void): Send {
  const senders = new Map<Signal, Send>();
  return (batch, timeoutMs) => {
    try {
      const send = senders.get(batch.signal) ?? createSignalSend(batch.signal, protocols[batch.signal], follow);
      senders.set(batch.signal, send);
      return send(batch, timeoutMs);
    } catch (error) {
      return Promise.resolve({ outcome: 'refused', reason: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** The time that one attempt may take, of `OTEL_EXPORTER_OTLP_TIMEOUT`; 10 s by the specification. */
export function toTimeoutMs(signal: Signal): number {
  const value = Number(readOtlpVariable(signal, 'TIMEOUT'));
  return Number.isFinite(value) && value > 0 ? value : 10_000;
}

function createSignalSend(signal: Signal, protocol: Protocol, follow: ((flight: Flight) => void) | undefined): Send {
  const readAnswer = createAnswerReader(signal, protocol);
  // The stamp costs 177 bytes a span on the wire, zipped about one; OpenTelemetry's default is not to compress.
  const compression = readOtlpVariable(signal, 'COMPRESSION') === undefined ? ('gzip' as const) : undefined;
  if (protocol === 'grpc') return createGrpcSend(signal, compression, readAnswer);
  const { convertLegacyHttpOptions } = load('@opentelemetry/otlp-exporter-base/node-http');
  const options = convertLegacyHttpOptions(
    compression === undefined ? {} : { compression: compression as never },
    signal.toUpperCase(),
    `v1/${signal}`,
    { 'Content-Type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf' },
  );
  const agents = new Map<string, unknown>();
  const agentFactory = async (scheme: string): Promise<unknown> => {
    if (!agents.has(scheme)) agents.set(scheme, await options.agentFactory(scheme));
    return agents.get(scheme);
  };
  return (batch, timeoutMs) => postOnce({ ...options, agentFactory }, batch.bytes, timeoutMs, readAnswer, follow);
}

/** Reads what a receiver answered: it may have taken the request and rejected a part of it ("partial success"). */
function createAnswerReader(signal: Signal, protocol: Protocol): (bytes: Uint8Array) => Attempt {
  return (bytes) => {
    // Most receivers have nothing to say; what reads an answer is loaded with the first that has something.
    if (isEmptyAnswer(bytes)) return { outcome: 'sent', rejected: 0, message: '' };
    try {
      const { partialSuccess } = toSerializer(signal, protocol).deserializeResponse(bytes) as {
        readonly partialSuccess?: Partial;
      };
      return { outcome: 'sent', rejected: toRejected(partialSuccess), message: partialSuccess?.errorMessage ?? '' };
    } catch {
      // A 2xx with an unreadable body is a success all the same (OTLP specification 1.9).
      return { outcome: 'sent', rejected: 0, message: '' };
    }
  };
}

/** The body of a whole success: none, `{}`, or the Collector's, whose empty `partial_success` (field 1) has no bytes. */
function isEmptyAnswer(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (bytes.length === 2) return (first === 0x0a && second === 0) || (first === 0x7b && second === 0x7d);
  return bytes.length === 0;
}

interface Partial {
  readonly rejectedSpans?: number | string;
  readonly rejectedDataPoints?: number | string;
  readonly rejectedLogRecords?: number | string;
  readonly errorMessage?: string;
}

function toRejected(partial: Partial | undefined): number {
  return Number(partial?.rejectedSpans ?? partial?.rejectedDataPoints ?? partial?.rejectedLogRecords ?? 0);
}
