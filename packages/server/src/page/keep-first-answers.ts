import type { FastifyInstance } from 'fastify';
import type { LiveStatus } from '../api.ts';
import { FirstAnswers } from './first-answers.ts';
import type { Asked } from './first-answers.ts';

export interface KeepFirstAnswersOptions {
  readonly token: string;
  readonly live: () => LiveStatus;
}

/** Keeps what the API answers to the first questions of a view, and asks them itself, from the moment the port is open. */
export function keepFirstAnswers(app: FastifyInstance, { token, live }: KeepFirstAnswersOptions): FirstAnswers {
  const first = new FirstAnswers({
    live,
    ask: async (url) => {
      await app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    },
  });
  const asked = new WeakMap<object, Asked>();
  app.addHook('onRequest', async (request) => {
    if (request.method === 'GET' && request.url.startsWith('/api/')) asked.set(request, first.now());
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const at = asked.get(request);
    if (at !== undefined && reply.statusCode === 200 && typeof payload === 'string')
      first.keep(request.url, payload, at);
    return payload;
  });
  app.addHook('onListen', async () => first.start());
  app.addHook('preClose', () => first.close());
  return first;
}
