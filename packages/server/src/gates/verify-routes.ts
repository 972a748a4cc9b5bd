import type { FastifyInstance } from 'fastify';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { gather, judgeOverTime, verify } from '@seatrial/trial';
import type { VerifyOptions } from '@seatrial/trial';
import { readText } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { parseVerifyQuery } from '../verify-query.ts';
import { findStage, toRingSelector } from './judging.ts';
import type { Judging } from './judging.ts';

/**
 * `GET /api/verify`, a verdict, `GET /api/verify/history`, the same with its way, and `GET /api/evidence`, what it is made from. UNDECIDED is 200 as well: programs look at
 * the field `verdict`. What the query leaves open is as configured for the service, and for its stage.
 */
export function addVerifyRoutes(
  app: FastifyInstance,
  { store, plan }: Pick<Judging, 'plan'> & { readonly store: Store },
): void {
  app.get<{ Querystring: Fields }>('/api/verify', ({ query }) => verify(store, toConfigured(query, plan)));
  app.get<{ Querystring: Fields }>('/api/verify/history', async ({ query }) =>
    judgeOverTime(await gather(store, toConfigured(query, plan))),
  );
  app.get<{ Querystring: Fields }>('/api/evidence', ({ query }) => gather(store, toConfigured(query, plan)));
}

function toConfigured(fields: Fields, plan: Judging['plan']): VerifyOptions {
  const { stage: _, ...query } = fields;
  const asked = parseVerifyQuery(query);
  const configured = plan(asked.service);
  const { environment, objectives } = configured;
  const { ring, cohort } = findStage(configured, readText(fields, 'stage')) ?? {};
  return {
    ...(environment !== undefined && { environment }),
    ...(objectives !== undefined && { objectives }),
    ...(ring !== undefined && { candidate: toRingSelector(ring) }),
    ...(cohort !== undefined && { where: parseSelector(`cohort.${cohort}`) }),
    ...asked,
  };
}
