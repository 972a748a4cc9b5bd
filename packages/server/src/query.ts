import { parseSelector } from '@seatrial/model';
import { groupOrders } from '@seatrial/store';
import type {
  Counted,
  FollowQuery,
  GroupsQuery,
  HeatmapQuery,
  HistogramQuery,
  KnownValuesQuery,
  ListQuery,
  ReleasesQuery,
  SliceQuery,
  SpansQuery,
  SqlQuery,
  TimeRange,
} from '@seatrial/store';
import { bad, checkNames, readText, readTime, readWhole, readWord } from './fields.ts';
import type { Fields } from './fields.ts';

const slice = ['where', 'from', 'to'] as const;
const list = [...slice, 'limit'] as const;

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`, as all of these do. */
export function parseReleasesQuery(query: Fields): ReleasesQuery {
  checkNames(query, [...slice, 'by']);
  const by = readText(query, 'by');
  return { ...readSlice(query), ...(by === undefined ? {} : { by }) };
}

export function parseTimeRange(query: Fields): TimeRange {
  checkNames(query, ['from', 'to']);
  return readSlice(query);
}

export function parseListQuery(query: Fields): ListQuery {
  checkNames(query, list);
  return { ...readSlice(query), ...readLimit(query) };
}

export function parseSpansQuery(query: Fields): SpansQuery {
  checkNames(query, [...list, 'after', 'order']);
  const after = readWhole(query, 'after');
  const order = readWord(query, 'order', ['newest', 'oldest', 'slowest', 'random']);
  return {
    ...readSlice(query),
    ...readLimit(query),
    ...(after === undefined ? {} : { after }),
    ...(order === undefined ? {} : { order }),
  };
}

export function parseHistogramQuery(query: Fields): HistogramQuery {
  checkNames(query, [...slice, 'by', 'cohort', 'batchMs', 'warmUpMs', 'phase', 'edgesNano']);
  const by = readWord(query, 'by', ['release', 'ring']) ?? 'release';
  const cohort = readText(query, 'cohort');
  const batchMs = readWhole(query, 'batchMs');
  const warmUpMs = readWhole(query, 'warmUpMs');
  const phase = readWord(query, 'phase', ['warm', 'steady', 'unfinished', 'shadow']);
  const edges = readText(query, 'edgesNano');
  return {
    ...readSlice(query),
    by,
    ...(cohort === undefined ? {} : { cohort }),
    ...(batchMs === undefined ? {} : { batchMs }),
    ...(warmUpMs === undefined ? {} : { warmUpMs }),
    ...(phase === undefined ? {} : { phase }),
    ...(edges === undefined ? {} : { edgesNano: edges.split(',').map(Number) }),
  };
}

export function parseValuesQuery(query: Fields): { readonly name: string; readonly limit?: number } {
  checkNames(query, ['name', 'limit']);
  const name = readText(query, 'name');
  if (name === undefined) throw bad('name is missing. Ask for /api/attributes/values?name=ring');
  return { name, ...readLimit(query) };
}

export function parseFollowQuery(query: Fields): FollowQuery {
  checkNames(query, ['where', 'after', 'limit']);
  const { where } = readSlice(query);
  const after = readWhole(query, 'after');
  return { ...(where === undefined ? {} : { where }), ...(after === undefined ? {} : { after }), ...readLimit(query) };
}

export function parseHeatmapQuery(query: Fields): HeatmapQuery {
  checkNames(query, [...slice, 'of', 'by', 'columns', 'rows']);
  const by = readText(query, 'by');
  const columns = readWhole(query, 'columns');
  const rows = readWhole(query, 'rows');
  return {
    ...readSlice(query),
    ...readCounted(query),
    ...(by === undefined ? {} : { by }),
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
  };
}

/** `by` holds names with commas between them. */
export function parseGroupsQuery(query: Fields): GroupsQuery {
  checkNames(query, [...list, 'of', 'by', 'order']);
  const by = readText(query, 'by');
  if (by === undefined || by === '') throw bad('by is missing. Ask for /api/events/groups?by=release,route');
  const order = readWord(query, 'order', groupOrders);
  return {
    ...readSlice(query),
    ...readLimit(query),
    ...readCounted(query),
    by: by.split(',').map((name) => name.trim()),
    ...(order === undefined ? {} : { order }),
  };
}

export function parseKnownValuesQuery(query: Fields): KnownValuesQuery {
  checkNames(query, ['name', 'prefix', 'limit']);
  const name = readText(query, 'name');
  if (name === undefined) throw bad('name is missing. Ask for /api/attributes/known?name=ring&prefix=ca');
  const prefix = readText(query, 'prefix');
  return { name, ...(prefix === undefined ? {} : { prefix }), ...readLimit(query) };
}

/** Of a JSON body, in which numbers are numbers. */
export function parseSqlQuery(body: Fields): SqlQuery {
  checkNames(body, ['sql', 'limit', 'timeoutMs']);
  const sql = readText(body, 'sql');
  if (sql === undefined) throw bad('sql is missing. Send {"sql":"SELECT * FROM releases"}');
  const [limit, timeoutMs] = [body['limit'], body['timeoutMs']];
  for (const [name, value] of Object.entries({ limit, timeoutMs }))
    if (value !== undefined && typeof value !== 'number')
      throw bad(`${name} is ${JSON.stringify(value)}, not a number`);
  return {
    sql,
    ...(typeof limit === 'number' && { limit }),
    ...(typeof timeoutMs === 'number' && { timeoutMs }),
  };
}

function readCounted(query: Fields): { readonly of?: Counted } {
  const of = readWord(query, 'of', ['spans', 'requests']);
  return of === undefined ? {} : { of };
}

export function readSlice(query: Fields): SliceQuery {
  const where = readText(query, 'where');
  const from = readTime(query, 'from');
  const to = readTime(query, 'to');
  if (from !== undefined && to !== undefined && from > to) throw bad('from lies after to');
  return {
    ...(where === undefined ? {} : { where: parseSelector(where) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function readLimit(query: Fields): { readonly limit?: number } {
  const limit = readWhole(query, 'limit');
  if (limit !== undefined && limit > 10_000) throw bad(`limit is ${limit}; at most 10000 rows are given at once`);
  return limit === undefined ? {} : { limit };
}
