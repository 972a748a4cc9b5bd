import type { FastifyInstance } from 'fastify';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { gatherWithFunctions, judge, judgeOverTime } from '@seatrial/trial';
import type { Evidence, VerifyOptions } from '@seatrial/trial';
import { readText } from '../fields.ts';
import type { Fields } from '../fields.ts';
import type { ReleaseChanges } from '../ledger/release-changes.ts';
import { parseVerifyQuery } from '../verify-query.ts';
import { findStage, toRingSelector } from './judging.ts';
import type { Judging } from './judging.ts';

/**
 * `GET /api/verify`, a verdict, `GET /api/verify/history`, the same with its way, and `GET /api/evidence`, what it is made from. UNDECIDED is 200 as well: programs look at
 * the field `verdict`. What the query leaves open is as configured for the service, and for its stage.
 */
export function addVerifyRoutes(
  app: FastifyInstance,
  { store, changes, plan }: Pick<Judging, 'plan'> & { readonly store: Store; readonly changes: ReleaseChanges },
): void {
  const ask = (query: Fields): Promise<Evidence> => gatherWithFunctions(store, changes, toConfigured(query, plan));
  app.get<{ Querystring: Fields }>('/api/verify', async ({ query }) => judge(await ask(query)));
  app.get<{ Querystring: Fields }>('/api/verify/history', async ({ query }) => judgeOverTime(await ask(query)));
  app.get<{ Querystring: Fields }>('/api/evidence', ({ query }) => ask(query));
}

/** What is asked, with what is configured for the service where that is left open. */
export function toPlanned(asked: VerifyOptions, plan: Judging['plan']): VerifyOptions {
  const { environment, objectives } = plan(asked.service);
  return {
    ...(environment !== undefined && { environment }),
    ...(objectives !== undefined && { objectives }),
    ...asked,
  };
}

function toConfigured(fields: Fields, plan: Judging['plan']): VerifyOptions {
  const { stage: _, ...query } = fields;
  const asked = parseVerifyQuery(query);
  const configured = plan(asked.service);
  const { ring, cohort } = findStage(configured, readText(fields, 'stage')) ?? {};
  const stage = {
    ...(ring !== undefined && { candidate: toRingSelector(ring) }),
    ...(cohort !== undefined && { where: parseSelector(`cohort.${cohort}`) }),
  };
  return toPlanned({ ...stage, ...asked }, plan);
}
