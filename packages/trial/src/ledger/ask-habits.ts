import { latencyEdgesNano } from '@seatrial/model';
import type { FunctionChange, Selector } from '@seatrial/model';
import { toQuantileBounds, toTotal } from '@seatrial/stats';
import type { Histogram } from '@seatrial/stats';
import type { FunctionReader, HistogramRow, Store, TimeRange } from '@seatrial/store';
import { toCalls, toStride } from './calls.ts';
import { Latencies } from './latency.ts';
import type { ChangesReader } from './changes-reader.ts';
import type { Habit, HabitFigures, HabitQuery } from './habits.ts';
import { hasAuthor } from './has-author.ts';

const weekMs = 7 * 86_400_000;
const hourMs = 3_600_000;

/** Uploads with changes of an author that are looked into, the newest. */
const mostUploads = 100;

type Reader = FunctionReader & Pick<Store, 'histogram'>;
type Own = ReadonlyMap<string, Pick<FunctionChange, 'name' | 'file'>>;

/** Every function that somebody changed and every route that runs one, beside its own last seven days. */
export async function askHabits(reader: Reader, changes: ChangesReader, query: HabitQuery): Promise<readonly Habit[]> {
  const habits: Habit[] = [];
  for (const [service, own] of await findOwn(changes, query)) {
    habits.push(
      ...(await askRoutes(reader, service, own, query)),
      ...(await askFunctions(reader, service, own, query)),
    );
  }
  return habits;
}

/** The functions of an author by service and id, in whichever release they were changed. */
async function findOwn(changes: ChangesReader, { author, service }: HabitQuery): Promise<ReadonlyMap<string, Own>> {
  const found = new Map<string, Map<string, Pick<FunctionChange, 'name' | 'file'>>>();
  const uploads = await changes.uploads(service === undefined ? {} : { service });
  for (const upload of uploads.filter((each) => hasAuthor(each, author)).slice(0, mostUploads)) {
    const file = await changes.changes(upload.id);
    const own = found.get(upload.service) ?? new Map<string, Pick<FunctionChange, 'name' | 'file'>>();
    for (const change of file?.functions ?? [])
      if (change.change !== 'deleted' && change.kind !== 'module' && hasAuthor(change, author) && !own.has(change.id))
        own.set(change.id, change);
    if (own.size > 0) found.set(upload.service, own);
  }
  return found;
}

async function askFunctions(
  reader: Reader,
  service: string,
  own: Own,
  { environment, from, to }: HabitQuery,
): Promise<readonly Habit[]> {
  const scope = { service, ...(environment !== undefined && { environment }) };
  const latencies = new Latencies();
  const ask = async (range: Required<TimeRange>): Promise<ReadonlyMap<string, HabitFigures>> => {
    const rows = (await reader.functions({ ...scope, ...range })).filter(({ id }) => own.has(id));
    return new Map(
      [...Map.groupBy(rows, ({ id }) => id)].map(([id, group]) => {
        const cohorts = group.flatMap((row) => row.cohorts);
        const { calls, errors, errorRate, latency } = toCalls(cohorts, toStride(group), latencies);
        const times = { p50Ms: latency?.p50.ms ?? null, p95Ms: latency?.p95.ms ?? null };
        return [id, { count: calls, perHour: toPerHour(calls, range), errors, errorRate, ...times }];
      }),
    );
  };
  const [now, before] = await Promise.all([ask({ from, to }), ask({ from: from - weekMs, to: from })]);
  return [...own].flatMap(([id, { name, file }]) => {
    const figures = now.get(id) ?? nothing;
    const usual = before.get(id) ?? nothing;
    if (figures.count + usual.count === 0) return [];
    return { kind: 'function', service, name, file, now: figures, usual: usual.count === 0 ? null : usual };
  });
}

async function askRoutes(
  reader: Reader,
  service: string,
  own: Own,
  { environment, from, to }: HabitQuery,
): Promise<readonly Habit[]> {
  const scope = { service, ...(environment !== undefined && { environment }) };
  const names = new Set([...own.keys(), ...[...own.values()].map(({ name }) => name)]);
  const touched = await reader.touched({ ...scope, from: from - weekMs, to });
  const routes = [...new Set(touched.filter((row) => names.has(row.function)).map(({ route }) => route))].toSorted();
  if (routes.length === 0) return [];
  const where: Selector = [
    ['service', [service]] as const,
    ['route', routes] as const,
    ...(environment === undefined ? [] : [['environment', [environment]] as const]),
  ].map(([name, values]) => ({ subject: { kind: 'intrinsic', name }, operator: '=', values }));
  const ask = async (range: Required<TimeRange>): Promise<ReadonlyMap<string, HabitFigures>> => {
    const rows = await reader.histogram({ where, ...range, by: 'ring', batchMs: hourMs });
    const served = rows.filter(({ phase }) => phase === 'warm' || phase === 'steady');
    return new Map(
      [...Map.groupBy(served, ({ route }) => route)].map(([route, group]) => [route, toFigures(group, range)]),
    );
  };
  const [now, before] = await Promise.all([ask({ from, to }), ask({ from: from - weekMs, to: from })]);
  return routes.map((route) => ({
    kind: 'route',
    service,
    name: route,
    file: '',
    now: now.get(route) ?? nothing,
    usual: before.get(route) ?? null,
  }));
}

const nothing: HabitFigures = { count: 0, perHour: 0, errors: 0, errorRate: null, p50Ms: null, p95Ms: null };

function toFigures(rows: readonly HistogramRow[], range: Required<TimeRange>): HabitFigures {
  const sum = (of: (row: HistogramRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [count, errors] = [sum((row) => row.requests), sum((row) => row.errors)];
  const counts = Array.from({ length: latencyEdgesNano.length + 1 }, (_, index) =>
    sum((row) => row.counts[index] ?? 0),
  );
  const histogram = { bounds: latencyEdgesNano, counts };
  return {
    count,
    perHour: toPerHour(count, range),
    errors,
    errorRate: count === 0 ? null : Number((errors / count).toPrecision(6)),
    p50Ms: toMs(histogram, 0.5),
    p95Ms: toMs(histogram, 0.95),
  };
}

/** The upper edge of the bucket that the quantile is in: requests take at most that. */
function toMs(histogram: Histogram, p: number): number | null {
  if (toTotal(histogram) === 0) return null;
  const { upper = Infinity, lower = 0 } = toQuantileBounds(histogram, p) ?? {};
  return (upper === Infinity ? lower : upper) / 1e6;
}

function toPerHour(count: number, { from, to }: Required<TimeRange>): number {
  return Number(((count * hourMs) / Math.max(1, to - from)).toPrecision(6));
}
