import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Store } from '@seatrial/store';
import { explain } from '@seatrial/trial';
import type { ExplainOptions } from '@seatrial/trial';
import type { ExplainStep } from './api.ts';
import { parseExplainQuery } from './explain-query.ts';
import type { Fields } from './fields.ts';
import { toHttpError } from './http-error.ts';

/**
 * `GET /api/explain`, what sets a group of requests apart, and `GET /api/explain/steps`, the same as lines of JSON: how much
 * is done, and at last the explanation, or the error.
 */
export function addExplainRoutes(app: FastifyInstance, store: Store): void {
  app.get<{ Querystring: Fields }>('/api/explain', ({ query }) => explain(store, parseExplainQuery(query)));
  app.get<{ Querystring: Fields }>('/api/explain/steps', ({ query }, reply) => {
    const lines = toSteps(store, parseExplainQuery(query));
    return reply.type('application/x-ndjson').send(Readable.from(lines));
  });
}

async function* toSteps(store: Store, options: ExplainOptions): AsyncGenerator<string> {
  let done = 0;
  let wake: () => void = () => undefined;
  const answer = explain(store, options, (share) => {
    done = share;
    wake();
  }).then(
    (explanation): ExplainStep => ({ explanation }),
    (error: unknown): ExplainStep => {
      const { code, message } = toHttpError(error);
      return { error: { code, message } };
    },
  );
  for (;;) {
    const progress = new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
    const step = await Promise.race([answer, progress]);
    yield toLine(step ?? { done });
    if (step !== undefined) return;
  }
}

function toLine(step: ExplainStep): string {
  return `${JSON.stringify(step)}\n`;
}
