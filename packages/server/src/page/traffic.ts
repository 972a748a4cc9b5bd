import type { FastifyInstance } from 'fastify';
import type { HistogramRow, SliceQuery, Store } from '@seatrial/store';
import type { Traffic, TrafficSeries } from '../api.ts';
import { bad, checkNames, readWhole } from '../fields.ts';
import type { Fields } from '../fields.ts';
import { readSlice } from '../query.ts';

const dayMs = 86_400_000;
/** Steps begin at whole multiples of these since the epoch, so that they stay where they are from look to look. */
const stepLengths = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400] as const;

/** `GET /api/traffic?where&from&to&steps`: requests and errors of each release over time, for lanes and bands. */
export function addTrafficRoute(app: FastifyInstance, store: Store): void {
  app.get<{ Querystring: Fields }>('/api/traffic', async ({ query }): Promise<Traffic> => {
    checkNames(query, ['where', 'from', 'to', 'steps']);
    const steps = readWhole(query, 'steps') ?? 120;
    if (steps < 1 || steps > 1000) throw bad(`steps is ${steps}; it has to be from 1 to 1000`);
    const asked = readSlice(query);
    const range = await toRange(asked, store);
    const stepSeconds = toStepSeconds(range.to - range.from, steps);
    const from = Math.floor(range.from / (stepSeconds * 1000)) * stepSeconds * 1000;
    const rows = await store.histogram({
      ...asked,
      from,
      to: range.to,
      by: 'release',
      batchMs: stepSeconds * 1000,
      edgesNano: [1],
    });
    return toTraffic(rows, from, range.to, stepSeconds);
  });
}

/** What is asked for; else the last day of what is stored. */
async function toRange(
  { from, to }: Pick<SliceQuery, 'from' | 'to'>,
  store: Store,
): Promise<{ readonly from: number; readonly to: number }> {
  if (from !== undefined && to !== undefined) return { from, to };
  const { oldest, newest } = await store.stats();
  const end = to ?? (newest === '' ? Date.now() : Date.parse(newest) + 1);
  return { from: from ?? Math.max(oldest === '' ? end : Date.parse(oldest), end - dayMs), to: end };
}

function toStepSeconds(rangeMs: number, steps: number): number {
  const wanted = rangeMs / 1000 / steps;
  return stepLengths.find((length) => length >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
}

/** Sums over routes; mirrored and unfinished requests are in no figure. */
function toTraffic(rows: readonly HistogramRow[], from: number, to: number, stepSeconds: number): Traffic {
  const steps = Math.max(1, Math.ceil((to - from) / (stepSeconds * 1000)));
  const series = new Map<string, TrafficSeries & { readonly requests: number[]; readonly errors: number[] }>();
  for (const { service, environment, arm, buildId, phase, batch, requests, errors } of rows) {
    if (phase === 'shadow' || phase === 'unfinished') continue;
    const key = JSON.stringify([service, environment, arm, buildId]);
    const zeros = (): number[] => Array.from({ length: steps }, () => 0);
    const found = series.get(key) ?? {
      service,
      environment,
      version: arm,
      buildId,
      requests: zeros(),
      errors: zeros(),
    };
    series.set(key, found);
    const step = Math.floor((Date.parse(batch) - from) / (stepSeconds * 1000));
    found.requests[step] = (found.requests[step] ?? 0) + requests;
    found.errors[step] = (found.errors[step] ?? 0) + errors;
  }
  return { from: new Date(from).toISOString(), stepSeconds, steps, series: [...series.values()] };
}
