import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '@seatrial/model';
import type { TelemetryBatch } from '@seatrial/model';
import { formatExportResponse, formatStatus, parseExportRequest, signals } from '@seatrial/otlp';
import type { Encoding, Signal } from '@seatrial/otlp';
import type { Store } from '@seatrial/store';
import { createTooLarge, toEncoding, toPlainBody } from './body.ts';
import { checkOrigin, checkToken, isLoopback } from './guards.ts';
import { HttpError, toHttpError } from './http-error.ts';

/** What happened at the receiver, for whoever shows it. */
export type ReceiveEvent =
  | { readonly kind: 'stored'; readonly signal: Signal; readonly batch: TelemetryBatch; readonly rejected: number }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

export interface ReceiverOptions {
  readonly store: Store;
  readonly host: string;
  readonly token: string;
  readonly onEvent: (event: ReceiveEvent) => void;
}

/** gRPC status codes for the body of a failure (google/rpc/code.proto). */
const grpcCodes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 12,
  405: 12,
  413: 8,
  415: 3,
  503: 14,
};

/** What Node.js hands over with a parser error. */
interface RawError {
  readonly rawPacket?: Uint8Array;
}

const grpcMessage =
  'A gRPC client spoke to this port, which takes OTLP/HTTP. Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf in the service.';

/** OTLP/HTTP. A request is acknowledged when it is stored, not before. */
export function createReceiver({ store, host, token, onEvent }: ReceiverOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.requestBytes,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => {
      // A gRPC client opens with HTTP/2's preface and would report a connection error that says nothing.
      const grpc = Buffer.from((error as unknown as RawError).rawPacket ?? []).toString('latin1', 0, 3) === 'PRI';
      if (grpc) onEvent({ kind: 'refused', status: 400, message: grpcMessage });
      socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n${grpc ? grpcMessage : ''}`);
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request) => {
    checkOrigin(request.headers, host);
    const hint =
      'Set OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer TOKEN" in the service; "seatrial dev" printed the token.';
    if (!isLoopback(host)) checkToken(request.headers, token, hint);
  });
  for (const signal of signals) {
    app.post(`/v1/${signal}`, (request, reply) => receive(signal, request, reply));
    app.route({ method: ['GET', 'PUT', 'DELETE', 'PATCH'], url: `/v1/${signal}`, handler: refuseMethod });
  }
  app.setNotFoundHandler((request) => {
    throw new HttpError(
      404,
      'SEATRIAL_NOT_FOUND',
      `${request.method} ${request.url} is not here: OTLP goes to POST /v1/traces, /v1/logs and /v1/metrics. Set OTEL_EXPORTER_OTLP_ENDPOINT to the address alone, and the exporter adds the path (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is taken as it is, path and all).`,
    );
  });
  app.setErrorHandler((error, request, reply) => {
    const failure =
      (error as { readonly code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE'
        ? createTooLarge()
        : toHttpError(error);
    onEvent({ kind: 'refused', status: failure.status, message: failure.message });
    const encoding: Encoding = request.headers['content-type']?.includes('json') ? 'json' : 'protobuf';
    const body = formatStatus(encoding, { code: grpcCodes[failure.status] ?? 13, message: failure.message });
    return answer(reply.code(failure.status).headers(failure.headers), encoding, body);
  });

  async function receive(signal: Signal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = toEncoding(request.headers['content-type']);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const plain = await toPlainBody(body, request.headers['content-encoding']);
    const { batch, rejected, reason } = parseExportRequest(signal, encoding, plain);
    await store.ingest(batch);
    onEvent({ kind: 'stored', signal, batch, rejected });
    return answer(
      reply,
      encoding,
      formatExportResponse(signal, encoding, rejected === 0 ? undefined : { rejected, message: reason }),
    );
  }

  return app;
}

function refuseMethod(request: FastifyRequest): never {
  throw new HttpError(
    405,
    'SEATRIAL_BAD_ARGUMENT',
    `${request.method} is not for ${request.url}: OTLP is sent by POST.`,
    { allow: 'POST' },
  );
}

function answer(reply: FastifyReply, encoding: Encoding, body: Uint8Array): FastifyReply {
  return reply.type(encoding === 'json' ? 'application/json' : 'application/x-protobuf').send(Buffer.from(body));
}
