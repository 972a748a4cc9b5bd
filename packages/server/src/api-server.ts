import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { SeatrialError } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { gather, verify } from '@seatrial/trial';
import type { ErrorAnswer, ServerStatus, TraceAnswer } from './api.ts';
import { checkOrigin, checkToken } from './guards.ts';
import { HttpError, toHttpError } from './http-error.ts';
import {
  parseHistogramQuery,
  parseListQuery,
  parseReleasesQuery,
  parseSpansQuery,
  parseTimeRange,
  parseValuesQuery,
} from './query.ts';
import type { QueryText } from './query.ts';
import { parseVerifyQuery } from './verify-query.ts';

export interface ApiServerOptions {
  readonly store: Store;
  readonly host: string;
  readonly token: string;
  readonly status: () => Promise<ServerStatus>;
}

/** The JSON API. Every request needs the token. */
export function createApiServer({ store, host, token, status }: ApiServerOptions): FastifyInstance {
  const app = Fastify({ requestTimeout: 60_000, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    checkOrigin(request.headers, host);
    checkToken(
      request.headers,
      token,
      'It is in server.json of the state directory; send it as "Authorization: Bearer TOKEN".',
    );
  });
  app.get('/api/status', status);
  app.get<{ Querystring: QueryText }>('/api/releases', ({ query }) => store.releases(parseReleasesQuery(query)));
  app.get<{ Querystring: QueryText }>('/api/operations', ({ query }) => store.operations(parseListQuery(query)));
  app.get<{ Querystring: QueryText }>('/api/spans', ({ query }) => store.spans(parseSpansQuery(query)));
  app.get<{ Querystring: QueryText }>('/api/histogram', ({ query }) => store.histogram(parseHistogramQuery(query)));
  app.get<{ Querystring: QueryText }>('/api/summaries', ({ query }) => store.summaries(parseTimeRange(query)));
  app.get<{ Querystring: QueryText }>('/api/verify', ({ query }) => verify(store, parseVerifyQuery(query)));
  app.get<{ Querystring: QueryText }>('/api/evidence', ({ query }) => gather(store, parseVerifyQuery(query)));
  app.get('/api/attributes', () => store.attributeNames());
  app.get<{ Querystring: QueryText }>('/api/attributes/values', ({ query }) => {
    const { name, limit } = parseValuesQuery(query);
    return store.attributeValues(name, limit);
  });
  app.get<{ Params: { traceId: string } }>('/api/traces/:traceId', async ({ params }): Promise<TraceAnswer> => {
    const [spans, logs] = await Promise.all([store.trace(params.traceId), store.traceLogs(params.traceId)]);
    if (spans.length === 0 && logs.length === 0)
      throw new SeatrialError(
        'SEATRIAL_NOT_FOUND',
        `No trace with the id ${params.traceId} was received. "seatrial tail" shows the ids of recent ones.`,
      );
    return { spans, logs };
  });
  app.setNotFoundHandler((request) => {
    throw new HttpError(
      404,
      'SEATRIAL_NOT_FOUND',
      `${request.method} ${request.url} is not here. The API begins at GET /api/status.`,
    );
  });
  app.setErrorHandler((error, _request, reply) => {
    const failure = toHttpError(error);
    const body: ErrorAnswer = { error: { code: failure.code, message: failure.message } };
    return reply.code(failure.status).headers(failure.headers).send(body);
  });
  return app;
}
