import Fastify from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SeatrialError } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { askLedgers, explain, gatherWithFunctions, judge, verify } from '@seatrial/trial';
import type { RolloutPlan } from '@seatrial/trial';
import type { ErrorAnswer, LiveStatus, ServerStatus, TraceAnswer } from './api.ts';
import { createDeployRecords } from './deploys/deploy-records.ts';
import { addDeployRoutes } from './deploys/routes.ts';
import { addExplainRoutes } from './explain-routes.ts';
import { addEventRoutes } from './events/routes.ts';
import type { Arrived } from './events/arrival-stream.ts';
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
import { compressAnswers } from './page/compress.ts';
import { keepFirstAnswers } from './page/keep-first-answers.ts';
import type { FirstAnswer } from './page/first-answers.ts';
import type { PageFiles } from './page/page-files.ts';
import { addPageRoutes, isView, sendView } from './page/page-routes.ts';
import type { PageSession } from './page/page-session.ts';
import { apiHeaders } from './page/security-headers.ts';
import { addTrafficRoute } from './page/traffic.ts';
import { addStatusStream } from './page/status-stream.ts';
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
  readonly live: () => LiveStatus;
  /** The built page, and who may look; absent where there is none. */
  readonly page?: { readonly files: PageFiles; readonly session: PageSession };
  /** Called back whenever spans or logs were stored, until the function that it answers with is called. */
  readonly arrived: Arrived;
}

/**
 * The JSON API, and the page where there is one. Every request for data needs the token, or, if it only reads, the cookie
 * that a browser was given for it.
 */
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
  live,
  page,
  arrived,
}: ApiServerOptions): FastifyInstance {
  const app = Fastify({ requestTimeout: 60_000, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(apiHeaders);
    checkOrigin(request.headers, { host, allowedHosts });
    if (page !== undefined) {
      if (request.routeOptions.config.page === true || isView(request)) return;
      if (mayRead(request) && page.session.accepts(request.headers.cookie)) return;
    }
    checkToken(
      request.headers,
      token,
      'It is in server.json of the state directory; send it as "Authorization: Bearer TOKEN", or as the password of http://seatrial:TOKEN@…',
    );
  });
  const first = page === undefined ? undefined : keepFirstAnswers(app, { token, live });
  compressAnswers(app);
  app.get('/api/status', status);
  addStatusStream(app, live);
  addTrafficRoute(app, store);
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
  addMcpRoutes(
    app,
    {
      reader: store,
      verify: async (options) => judge(await gatherWithFunctions(store, changes, toPlanned(options, plan))),
      explain: (options) => explain(store, options),
      ledgers: (query) => askLedgers(store, changes, query),
    },
    version,
  );
  addDeployRoutes(app, createDeployRecords(records));
  addLedgerRoutes(app, store, changes);
  addExplainRoutes(app, store);
  addVerifyRoutes(app, { store, changes, plan });
  addFlaggerRoutes(app, { store, records, notifier, plan, judge: (options) => verify(store, options) });
  addRolloutRoutes(app, createRolloutRecords(records));
  if (page !== undefined) addPageRoutes(app, page);
  app.setNotFoundHandler((request, reply) => {
    if (page !== undefined && isView(request)) {
      const collect = async (): Promise<readonly FirstAnswer[]> =>
        mayRead(request) && page.session.accepts(request.headers.cookie)
          ? ((await first?.collect(request.url)) ?? [])
          : [];
      return sendView(request, reply, { ...page, token, live, collect });
    }
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

/**
 * True for a question that a browser asks for the page itself, or for somebody who typed its address. Another port of
 * this machine is the same site, so that the cookie alone would not tell.
 */
function mayRead({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && ['same-origin', 'none'].includes(headers['sec-fetch-site'] ?? 'same-origin');
}
