import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SeatrialError } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { toObject } from '../fields.ts';
import type { Fields } from '../fields.ts';
import {
  parseFollowQuery,
  parseGroupsQuery,
  parseHeatmapQuery,
  parseKnownValuesQuery,
  parseListQuery,
  parseSqlQuery,
} from '../query.ts';
import { streamArrivals } from './arrival-stream.ts';
import type { Arrived, Following } from './arrival-stream.ts';

export interface EventRoutesOptions {
  readonly store: Store;
  readonly arrived: Arrived;
}

/** Who watches at once; each looks into the store twice a second. */
const mostStreams = 32;

/** Single events, as they arrive and as they lie, and what completes a selector. */
export function addEventRoutes(app: FastifyInstance, { store, arrived }: EventRoutesOptions): void {
  app.get<{ Querystring: Fields }>('/api/spans/follow', ({ query }) => store.follow(parseFollowQuery(query)));
  app.get<{ Querystring: Fields }>('/api/events/heatmap', ({ query }) => store.heatmap(parseHeatmapQuery(query)));
  app.get<{ Querystring: Fields }>('/api/events/groups', ({ query }) => store.groups(parseGroupsQuery(query)));
  app.get<{ Querystring: Fields }>('/api/attributes/known', ({ query }) =>
    store.knownValues(parseKnownValuesQuery(query)),
  );
  app.post<{ Body: unknown }>('/api/sql', ({ body }) => store.sql(parseSqlQuery(toObject(body))));
  let streams = 0;
  app.get<{ Querystring: Fields }>('/api/logs', ({ query }) => store.logs(parseListQuery(query)));
  app.get<{ Querystring: Fields }>('/api/logs/follow', ({ query }) => store.followLogs(parseFollowQuery(query)));
  app.get('/api/logs/names', () => store.logNames());
  app.get<{ Querystring: Fields }>('/api/logs/values', ({ query }) => store.logValues(parseKnownValuesQuery(query)));
  const stream = (
    request: FastifyRequest<{ Querystring: Fields }>,
    reply: FastifyReply,
    of: Following,
  ): FastifyReply => {
    const query = parseFollowQuery(request.query);
    const seen = request.headers['last-event-id'];
    if (streams >= mostStreams)
      throw new SeatrialError(
        'SEATRIAL_RECEIVER_BUSY',
        `${mostStreams} streams are open, the most at once. Close one.`,
      );
    streams += 1;
    const stop = new AbortController();
    const after = typeof seen === 'string' && /^\d{1,15}$/.test(seen) ? { after: Number(seen) } : {};
    const text = streamArrivals({ ...of, arrived, query: { ...query, ...after }, signal: stop.signal });
    reply.raw.once('close', () => {
      streams -= 1;
      stop.abort();
    });
    return reply.type('text/event-stream').send(Readable.from(text, { highWaterMark: 1 }));
  };
  app.get<{ Querystring: Fields }>('/api/spans/stream', (request, reply) =>
    stream(request, reply, { event: 'spans', look: (query) => store.follow(query) }),
  );
  app.get<{ Querystring: Fields }>('/api/logs/stream', (request, reply) =>
    stream(request, reply, { event: 'logs', look: (query) => store.followLogs(query) }),
  );
}
