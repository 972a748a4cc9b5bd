import type { SpansQuery } from '../store.ts';
import { selectByCursor } from './events/follow-sql.ts';
import { toLimit, toWhereSql } from './queries.ts';
import type { Statement } from './queries.ts';
import type { Row } from './read-rows.ts';
import { Parameters } from './selector-sql.ts';
import type { Layout } from './selector-sql.ts';

/** How many spans there are, and the minutes in which they are counted; a wrong clock moves no minute out of reach. */
export interface Spread {
  readonly rows: number;
  readonly firstMinute: number;
  readonly lastMinute: number;
}

/** Start times in minutes since 1970, half-open; an absent end is open. */
export interface StartWindow {
  readonly from?: number;
  readonly to?: number;
}

/** Rows that the first window is expected to have: two of DuckDB's row groups, which are read in any case. */
const firstRows = 245_760;
/** How much longer each window is than the one before, so that few of them lead to the oldest span. */
const growth = 4;
const minuteMs = 60_000;
const minuteNano = 60_000_000_000n;

const selectSpread: Statement = {
  sql: 'SELECT count(*) AS rows, min(minute) AS first, max(minute) AS last FROM spans',
  values: [],
};

/** The newest spans that match, whole: found in windows of time, the newest first, of which mostly the first is enough. */
export async function readNewestSpans(
  ask: (statement: Statement) => Promise<readonly Row[]>,
  query: SpansQuery,
  layout: Layout,
): Promise<readonly Row[]> {
  const limit = toLimit(query.limit);
  const [spread] = await ask(selectSpread);
  const found: number[] = [];
  for (const window of toWindows(toSpread(spread), query)) {
    if (found.length >= limit) break;
    const rows = await ask(selectNewest(query, window, limit - found.length, layout));
    for (const row of rows) found.push(Number(row['cursor']));
  }
  if (found.length === 0) return [];
  const places = new Map(found.map((cursor, place) => [cursor, place]));
  const placeOf = (row: Row): number => places.get(Number(row['cursor'])) ?? 0;
  return (await ask(selectByCursor(found, layout))).toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Windows that together cover a time range (milliseconds since the Unix epoch), the newest first. */
export function toWindows(
  { rows, firstMinute, lastMinute }: Spread,
  { from, to }: Pick<SpansQuery, 'from' | 'to'>,
): readonly StartWindow[] {
  const windows: StartWindow[] = [];
  let length = Math.ceil(((lastMinute - firstMinute + 1) * firstRows) / Math.max(1, rows));
  let end: StartWindow = {};
  for (let start = lastMinute + 1 - length; start > firstMinute; start -= length) {
    windows.push({ from: start, ...end });
    end = { to: start };
    length *= growth;
  }
  windows.push(end);
  return windows.filter(
    (window) =>
      (to === undefined || window.from === undefined || window.from * minuteMs < to) &&
      (from === undefined || window.to === undefined || window.to * minuteMs > from),
  );
}

function toSpread(row: Row | undefined): Spread {
  const rows = Number(row?.['rows'] ?? 0);
  return { rows, firstMinute: Number(row?.['first'] ?? 0), lastMinute: Number(row?.['last'] ?? 0) };
}

function selectNewest(query: SpansQuery, { from, to }: StartWindow, limit: number, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  // Numbers in the statement let DuckDB pass by the row groups that lie outside of them.
  const bounds = [
    ...(from === undefined ? [] : [`s.start_ns >= ${BigInt(from) * minuteNano}`]),
    ...(to === undefined ? [] : [`s.start_ns < ${BigInt(to) * minuteNano}`]),
    toWhereSql(query, parameters),
  ];
  return {
    sql: `SELECT s.cursor FROM ${parameters.from('spans')} WHERE ${bounds.join(' AND ')}
      ORDER BY s.start_ns DESC, s.cursor DESC LIMIT ${limit}`,
    values: parameters.values,
  };
}
