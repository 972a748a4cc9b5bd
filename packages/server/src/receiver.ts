import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '@seatrial/model';
import { formatExportResponse, formatStatus, signals } from '@seatrial/otlp';
import type { Encoding, Signal } from '@seatrial/otlp';
import { createTooLarge, isGzip, toEncoding, toPlainBody } from './body.ts';
import { toGrpcCode } from './grpc-codes.ts';
import { checkOrigin, checkToken, isLoopback, tokenHint } from './guards.ts';
import type { GuardedHost } from './guards.ts';
import { HttpError, toHttpError } from './http-error.ts';
import type { Intake } from './intake.ts';

export interface ReceiverOptions extends GuardedHost {
  readonly intake: Intake;
  readonly token: string;
}

/** What Node.js hands over with a parser error. */
interface RawError {
  readonly rawPacket?: Uint8Array;
}

const grpcMessage =
  'A gRPC client spoke to this port, which takes OTLP/HTTP. Send to the port for OTLP/gRPC (4317 by default), or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf in the service.';

/** OTLP/HTTP. A request is acknowledged when it is stored, not before. */
export function createReceiver({ intake, host, allowedHosts, token }: ReceiverOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.requestBytes,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => {
      // A gRPC client opens with HTTP/2's preface and would report a connection error that says nothing.
      const grpc = Buffer.from((error as unknown as RawError).rawPacket ?? []).toString('latin1', 0, 3) === 'PRI';
      if (grpc) intake.refuse(400, grpcMessage);
      socket.end(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n${grpc ? grpcMessage : ''}`);
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    checkOrigin(request.headers, { host, allowedHosts });
    if (!isLoopback(host)) checkToken(request.headers, token, tokenHint);
    // Before the body is read: what is refused here costs no memory.
    const release = intake.reserve(toExpectedBytes(request.headers));
    reply.raw.once('close', release);
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
    intake.refuse(failure.status, failure.message);
    const encoding: Encoding = request.headers['content-type']?.includes('json') ? 'json' : 'protobuf';
    const body = formatStatus(encoding, { code: toGrpcCode(failure.status), message: failure.message });
    return answer(reply.code(failure.status).headers(failure.headers), encoding, body);
  });

  async function receive(signal: Signal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = toEncoding(request.headers['content-type']);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const bytes = await toPlainBody(body, request.headers['content-encoding']);
    const gzip = isGzip(request.headers['content-encoding']) ? { gzip: body } : {};
    const { rejected, reason } = await intake.take({ signal, encoding, bytes, ...gzip });
    return answer(
      reply,
      encoding,
      formatExportResponse(signal, encoding, rejected === 0 ? undefined : { rejected, message: reason }),
    );
  }

  return app;
}

/** What a body of unknown length (chunked) is taken for. */
const unknownBytes = 1_048_576;

function toExpectedBytes(headers: FastifyRequest['headers']): number {
  const length = Number(headers['content-length'] ?? unknownBytes);
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, limits.requestBytes) : unknownBytes;
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
