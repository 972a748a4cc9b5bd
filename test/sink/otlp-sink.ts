import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { LogRecord, MetricPoint, SpanRecord, TelemetryBatch } from '@seatrial/model';
import { formatExportResponse, parseExportRequest } from '@seatrial/otlp';
import type { Encoding, Signal } from '@seatrial/otlp';
import type { Certificates } from './certificates.ts';

export type SinkProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/** How one export came. */
interface SinkRequest {
  readonly signal: Signal;
  /** The path of the URL, or of the gRPC method. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Spans, log records or metric points in it. */
  readonly items: number;
  /** The instrumentation scopes in it. */
  readonly scopes: readonly string[];
}

/** A backend that keeps what OpenTelemetry exporters send: a double for what is not ours. */
export interface OtlpSink {
  /** The variables that point an exporter here. */
  readonly env: Readonly<Record<string, string>>;
  spans(): readonly SpanRecord[];
  logs(): readonly LogRecord[];
  metrics(): readonly MetricPoint[];
  requests(): readonly SinkRequest[];
  /** Requests whose client went before they were answered. */
  givenUp(): number;
  /** Waits until the spans received so far satisfy the predicate; on a timeout the error lists what did arrive. */
  waitForSpans(
    predicate: (spans: readonly SpanRecord[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly SpanRecord[]>;
  close(): Promise<void>;
}

export interface OtlpSinkOptions {
  readonly protocol?: SinkProtocol;
  /** Milliseconds until an HTTP request is answered. Default 0. */
  readonly answerMs?: number;
  /** Serve over TLS, to clients alone that have a certificate of the same authority. */
  readonly certificates?: Certificates | undefined;
}

export async function createOtlpSink(options: OtlpSinkOptions = {}): Promise<OtlpSink> {
  const protocol = options.protocol ?? 'http/protobuf';
  const kept: { spans: SpanRecord[]; logs: LogRecord[]; metrics: MetricPoint[] } = { spans: [], logs: [], metrics: [] };
  const requests: SinkRequest[] = [];
  let givenUp = 0;
  const keep: Keep = ({ spans, logs, metrics }, request) => {
    kept.spans.push(...spans);
    kept.logs.push(...logs);
    kept.metrics.push(...metrics);
    const items = [...spans, ...logs, ...metrics];
    requests.push({ ...request, items: items.length, scopes: [...new Set(items.map((item) => item.scope.name))] });
  };
  const receiver =
    protocol === 'grpc'
      ? await listenGrpc(keep, options.certificates)
      : await listenHttp(keep, () => (givenUp += 1), options);
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
    spans: () => kept.spans,
    logs: () => kept.logs,
    metrics: () => kept.metrics,
    requests: () => requests,
    givenUp: () => givenUp,
    async waitForSpans(predicate, timeoutMs = 15_000) {
      const deadline = Date.now() + timeoutMs;
      while (!predicate(kept.spans)) {
        if (Date.now() > deadline) throw new Error(`the spans waited for did not come; received:\n${list(kept.spans)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      return kept.spans;
    },
    close: receiver.close,
  };
}

type Keep = (batch: TelemetryBatch, request: Omit<SinkRequest, 'items' | 'scopes'>) => void;

interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

function listenHttp(
  keep: Keep,
  giveUp: () => void,
  { answerMs = 0, certificates }: OtlpSinkOptions,
): Promise<Receiver> {
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signal = (/(?<=\/v1\/)\w+/.exec(request.url ?? '')?.[0] ?? 'traces') as Signal;
      const type = request.headers['content-type'] ?? '';
      const encoding: Encoding = type.includes('json') ? 'json' : 'protobuf';
      const body = Buffer.concat(chunks);
      keep(
        parseExportRequest(signal, encoding, request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
          .batch,
        { signal, path: request.url ?? '', headers: request.headers as Record<string, string> },
      );
      response.once('close', () => response.writableFinished || giveUp());
      const answer = (): unknown =>
        response.setHeader('content-type', type).end(formatExportResponse(signal, encoding));
      if (answerMs === 0) answer();
      else setTimeout(answer, answerMs);
    });
  };
  const server =
    certificates === undefined
      ? createServer(listener)
      : createSecureServer({ ...certificates.server, requestCert: true }, listener);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

const services: Readonly<Record<Signal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

function listenGrpc(keep: Keep, certificates: Certificates | undefined): Promise<Receiver> {
  const server = new GrpcServer({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    const path = `/${services[signal]}/Export`;
    const handle: handleUnaryCall<Buffer, Buffer> = (call, answer) => {
      const headers = call.metadata.getMap() as Record<string, string>;
      keep(parseExportRequest(signal, 'protobuf', call.request).batch, { signal, path, headers });
      answer(null, Buffer.from(formatExportResponse(signal, 'protobuf')));
    };
    server.addService(
      {
        export: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: (value: Buffer) => value,
          requestDeserialize: (value: Buffer) => value,
          responseSerialize: (value: Buffer) => value,
          responseDeserialize: (value: Buffer) => value,
        },
      },
      { export: handle },
    );
  }
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', toGrpcCredentials(certificates), (error, port) => {
      if (error) return reject(error);
      resolve({
        url: `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
        close: () => {
          server.forceShutdown();
          return Promise.resolve();
        },
      });
    });
  });
}

function toGrpcCredentials(certificates: Certificates | undefined): ServerCredentials {
  if (certificates === undefined) return ServerCredentials.createInsecure();
  const { ca, key, cert } = certificates.server;
  return ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], true);
}

function list(spans: readonly SpanRecord[]): string {
  return spans
    .map(
      (span) =>
        `  ${String(span.resource.attributes['service.name'])} ${span.kind} ${span.name} ${span.spanId} < ${span.parentSpanId}`,
    )
    .join('\n');
}
