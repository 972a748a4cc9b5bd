import { parseSelector, SeatrialError, suggestName } from '@seatrial/model';
import type { HistogramQuery, ListQuery, ReleasesQuery, SliceQuery, SpansQuery, TimeRange } from '@seatrial/store';

/** The query string as the HTTP layer gives it. */
export type QueryText = Readonly<Record<string, unknown>>;

const slice = ['where', 'from', 'to'] as const;
const list = [...slice, 'limit'] as const;

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` or `SEATRIAL_BAD_SELECTOR`, as all of these do. */
export function parseReleasesQuery(query: QueryText): ReleasesQuery {
  checkNames(query, [...slice, 'by']);
  const by = readText(query, 'by');
  return { ...readSlice(query), ...(by === undefined ? {} : { by }) };
}

export function parseTimeRange(query: QueryText): TimeRange {
  checkNames(query, ['from', 'to']);
  return readSlice(query);
}

export function parseListQuery(query: QueryText): ListQuery {
  checkNames(query, list);
  return { ...readSlice(query), ...readLimit(query) };
}

export function parseSpansQuery(query: QueryText): SpansQuery {
  checkNames(query, [...list, 'after', 'order']);
  const after = readWhole(query, 'after');
  const order = readWord(query, 'order', ['newest', 'slowest']);
  return {
    ...readSlice(query),
    ...readLimit(query),
    ...(after === undefined ? {} : { after }),
    ...(order === undefined ? {} : { order }),
  };
}

export function parseHistogramQuery(query: QueryText): HistogramQuery {
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

export function parseValuesQuery(query: QueryText): { readonly name: string; readonly limit?: number } {
  checkNames(query, ['name', 'limit']);
  const name = readText(query, 'name');
  if (name === undefined) throw bad('name is missing. Ask for /api/attributes/values?name=ring');
  return { name, ...readLimit(query) };
}

export function readSlice(query: QueryText): SliceQuery {
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

function readLimit(query: QueryText): { readonly limit?: number } {
  const limit = readWhole(query, 'limit');
  if (limit !== undefined && limit > 10_000) throw bad(`limit is ${limit}; at most 10000 rows are given at once`);
  return limit === undefined ? {} : { limit };
}

export function readText(query: QueryText, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw bad(`${name} is given more than once`);
}

export function readWhole(query: QueryText, name: string): number | undefined {
  const text = readText(query, name);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw bad(`${name} is ${JSON.stringify(text)}, not a whole number`);
}

function readTime(query: QueryText, name: string): number | undefined {
  const text = readText(query, name);
  if (text === undefined) return undefined;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(time)) throw bad(`${name} is ${JSON.stringify(text)}, neither ISO 8601 nor milliseconds since 1970`);
  return time;
}

export function readWord<T extends string>(query: QueryText, name: string, words: readonly T[]): T | undefined {
  const text = readText(query, name);
  const word = words.find((known) => known === text);
  if (text !== undefined && word === undefined)
    throw bad(`${name} is ${JSON.stringify(text)}, not one of ${words.join(', ')}`);
  return word;
}

export function checkNames(query: QueryText, known: readonly string[]): void {
  for (const name of Object.keys(query)) {
    if (known.includes(name)) continue;
    const suggestion = suggestName(name, known);
    const hint = suggestion === undefined ? `Known: ${known.join(', ')}` : `Did you mean ${suggestion}?`;
    throw bad(`${JSON.stringify(name)} is not known here. ${hint}`);
  }
}

export function bad(message: string): SeatrialError {
  return new SeatrialError('SEATRIAL_BAD_ARGUMENT', message.endsWith('?') ? message : `${message}.`);
}
