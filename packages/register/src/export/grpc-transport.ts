import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import { load } from '../load.ts';
import { findAddresses, lookup } from '../names/lookup.ts';
import type { Attempt, Send } from './batch.ts';
import type { Signal } from './signal.ts';
import { userAgent } from './user-agent.ts';

/** Statuses after which the same request may succeed (OTLP specification 1.9, "Failures"), by their numbers. */
const retryable: ReadonlySet<number> = new Set([1, 4, 8, 10, 11, 14, 15]);

const paths: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** Sends one signal over OTLP/gRPC, one attempt a call. For threads of ours: in there, names are found as we find them. */
export function createGrpcSend(
  signal: Signal,
  compression: 'gzip' | undefined,
  readAnswer: (bytes: Uint8Array) => Attempt,
): Send {
  replaceLookup();
  const grpc = load('@grpc/grpc-js');
  const { convertLegacyOtlpGrpcOptions } = load('@opentelemetry/otlp-grpc-exporter-base');
  const options = convertLegacyOtlpGrpcOptions(
    compression === undefined ? {} : { compression: compression as never },
    signal.toUpperCase(),
  );
  const client: Client = new grpc.Client(options.url, options.credentials(), {
    'grpc.primary_user_agent': userAgent,
    'grpc.default_compression_algorithm': options.compression === 'gzip' ? 2 : 0,
  });
  const metadata: Metadata = options.metadata();
  const asIs = (bytes: Buffer): Buffer => bytes;
  return (batch, timeoutMs) =>
    new Promise((resolve) => {
      const deadline = Date.now() + timeoutMs;
      const done = (error: ServiceError | null, answer?: Buffer): void =>
        resolve(error === null ? readAnswer(answer ?? Buffer.alloc(0)) : toFailure(error));
      client.makeUnaryRequest(paths[signal], asIs, asIs, Buffer.from(batch.bytes.buffer), metadata, { deadline }, done);
    });
}

/** grpc-js looks names up by what `dns` has at that time; it takes no function of ours. */
function replaceLookup(): void {
  const dns: { lookup: unknown } = process.getBuiltinModule('node:dns').promises;
  if (lookup !== undefined) dns.lookup = (name: string) => findAddresses(name);
}

function toFailure(error: ServiceError): Attempt {
  const reason = error.details || error.message;
  return { outcome: retryable.has(error.code) ? 'failed' : 'refused', reason };
}
