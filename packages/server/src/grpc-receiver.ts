import { logVerbosity, Metadata, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js';
import type { handleUnaryCall, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { limits } from '@seatrial/model';
import { formatExportResponse, formatRetryStatus, signals } from '@seatrial/otlp';
import type { Signal } from '@seatrial/otlp';
import { checkToken, isLoopback, tokenHint } from './guards.ts';
import { toGrpcCode } from './grpc-codes.ts';
import { toHttpError } from './http-error.ts';
import type { Intake } from './intake.ts';
import { toListenError } from './listen.ts';

export interface GrpcReceiverOptions {
  readonly intake: Intake;
  readonly host: string;
  readonly token: string;
}

export interface GrpcReceiver {
  /**
   * Opens the port and answers with its address.
   * @throws SeatrialError `SEATRIAL_PORT_TAKEN` or `SEATRIAL_BAD_ARGUMENT`.
   */
  listen(port: number): Promise<string>;
  /** Takes no more requests and finishes those it has, for five seconds at most. */
  close(): Promise<void>;
}

/** opentelemetry-proto, `collector/SIGNAL/v1/SIGNAL_service.proto`. */
const services: Readonly<Record<Signal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/** OTLP/gRPC. A request is acknowledged when it is stored, not before. */
export function createGrpcReceiver({ intake, host, token }: GrpcReceiverOptions): GrpcReceiver {
  // A port that is taken is said once, by our own error.
  if (process.env['GRPC_VERBOSITY'] === undefined) setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': limits.requestBytes,
    'grpc.max_concurrent_streams': 64,
    // Connections of senders that are gone are found and closed.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
  });
  const receive = (signal: Signal): handleUnaryCall<Buffer, Uint8Array> => {
    return async (call, answer) => {
      let release = (): void => undefined;
      try {
        if (!isLoopback(host)) checkToken(toHeaders(call.metadata), token, tokenHint);
        release = intake.reserve(call.request.length);
        const { rejected, reason } = await intake.take({ signal, encoding: 'protobuf', bytes: call.request });
        const partial = rejected === 0 ? undefined : { rejected, message: reason };
        answer(null, formatExportResponse(signal, 'protobuf', partial));
      } catch (error) {
        const { status, message } = toHttpError(error);
        intake.refuse(status, message);
        answer(toStatus(status, message));
      } finally {
        release();
      }
    };
  };
  for (const signal of signals) server.addService({ Export: toMethod(services[signal]) }, { Export: receive(signal) });

  return {
    async listen(port) {
      const at = host.includes(':') ? `[${host}]` : host;
      try {
        const bound = await new Promise<number>((resolve, reject) => {
          server.bindAsync(`${at}:${port}`, ServerCredentials.createInsecure(), (error, open) =>
            error === null ? resolve(open) : reject(error),
          );
        });
        return `http://${at}:${bound}`;
      } catch (error) {
        throw await toListenError(toSystemError(error as Error), host, port, {
          what: 'OTLP/gRPC',
          flag: '--grpc-port',
          variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        });
      }
    },
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), 5000);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

/** Messages stay bytes: our own reader decodes them. */
function toMethod(service: string): MethodDefinition<Buffer, Uint8Array> {
  return {
    path: `/${service}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes) => bytes,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: (bytes) => Buffer.from(bytes),
    responseDeserialize: (bytes) => bytes,
  };
}

function toHeaders(metadata: Metadata): { readonly authorization?: string } {
  const [value] = metadata.get('authorization');
  return value === undefined ? {} : { authorization: String(value) };
}

function toStatus(httpStatus: number, message: string): Partial<ServiceError> {
  const code = toGrpcCode(httpStatus);
  const metadata = new Metadata();
  // RESOURCE_EXHAUSTED is tried again only with RetryInfo (OTLP specification, "OTLP/gRPC Throttling").
  if (httpStatus === 429 || httpStatus === 503)
    metadata.set('grpc-status-details-bin', Buffer.from(formatRetryStatus({ code, message }, 1)));
  return { code, details: message, metadata };
}

/** The library puts the system's error into a sentence. */
function toSystemError(error: Error): NodeJS.ErrnoException {
  const code = /\b(EADDRINUSE|EACCES|EADDRNOTAVAIL|ENOTFOUND)\b/.exec(error.message)?.[1];
  return code === undefined ? error : Object.assign(new Error(error.message, { cause: error }), { code });
}
