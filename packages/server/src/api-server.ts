import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { SeatrialError } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { verify } from '@seatrial/trial';
import type { RolloutPlan } from '@seatrial/trial';
import type { ErrorAnswer, ServerStatus, TraceAnswer } from './api.ts';
import { createDeployRecords } from './deploys/deploy-records.ts';
import { addDeployRoutes } from './deploys/routes.ts';
import { addExplainRoutes } from './explain-routes.ts';
import { addEventRoutes } from './events/routes.ts';
import type { Arrived } from './events/span-stream.ts';
import type { Fields } from './fields.ts';
import { addFlaggerRoutes } from './gates/flagger-routes.ts';
import { addVerifyRoutes, toPlanned } from './gates/verify-routes.ts';
import { checkOrigin, checkToken } from './guards.ts';
import type { GuardedHost } from './guards.ts';
import { HttpError, toHttpError } from './http-error.ts';
import type { ReleaseChanges } from './ledger/release-changes.ts';
import { addLedgerRoutes } from './ledger/routes.ts';
import {
  parseHistogramQuery,
  parseListQuery,
  parseReleasesQuery,
  parseSpansQuery,
  parseTimeRange,
  parseValuesQuery,
} from './query.ts';
import { addMcpRoutes } from './mcp/routes.ts';
import type { Notifier } from './notifications/notifier.ts';
import type { Records } from './records/records.ts';
import { addRolloutRoutes } from './rollouts/routes.ts';
import { createRolloutRecords } from './rollouts/rollouts.ts';

export interface ApiServerOptions extends GuardedHost {
  readonly store: Store;
  readonly records: Records;
  readonly changes: ReleaseChanges;
  /** What is configured for a service. */
  readonly plan: (service: string) => RolloutPlan;
  readonly notifier: Notifier;
  readonly token: string;
  readonly version: string;
  readonly status: () => Promise<ServerStatus>;
  /** Called back whenever spans were stored, until the function that it answers with is called. */
  readonly arrived: Arrived;
}

/** The JSON API. Every request needs the token. */
export function createApiServer({
  store,
  records,
  changes,
  plan,
  notifier,
  host,
  allowedHosts,
  token,
  version,
  status,
  arrived,
}: ApiServerOptions): FastifyInstance {
  const app = Fastify({ requestTimeout: 60_000, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    checkOrigin(request.headers, { host, allowedHosts });
    checkToken(
      request.headers,
      token,
      'It is in server.json of the state directory; send it as "Authorization: Bearer TOKEN", or as the password of http://seatrial:TOKEN@…',
    );
  });
  app.get('/api/status', status);
  app.get<{ Querystring: Fields }>('/api/releases', ({ query }) => store.releases(parseReleasesQuery(query)));
  app.get<{ Querystring: Fields }>('/api/operations', ({ query }) => store.operations(parseListQuery(query)));
  app.get<{ Querystring: Fields }>('/api/spans', ({ query }) => store.spans(parseSpansQuery(query)));
  app.get<{ Querystring: Fields }>('/api/histogram', ({ query }) => store.histogram(parseHistogramQuery(query)));
  app.get<{ Querystring: Fields }>('/api/summaries', ({ query }) => store.summaries(parseTimeRange(query)));
  app.get('/api/attributes', () => store.attributeNames());
  app.get<{ Querystring: Fields }>('/api/attributes/values', ({ query }) => {
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
  addEventRoutes(app, { store, arrived });
  addMcpRoutes(app, { reader: store, verify: (options) => verify(store, toPlanned(options, plan)) }, version);
  addDeployRoutes(app, createDeployRecords(records));
  addLedgerRoutes(app, store, changes);
  addExplainRoutes(app, store);
  addVerifyRoutes(app, { store, changes, plan });
  addFlaggerRoutes(app, { store, records, notifier, plan, judge: (options) => verify(store, options) });
  addRolloutRoutes(app, createRolloutRecords(records));
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
