import type { ContrastQuery } from '../../contrast.ts';
import type { Statement } from '../queries.ts';
import type { Row } from '../read-rows.ts';
import { Parameters } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { selectEntries, selectSides, toUnitSql } from './pick-rows.ts';

// A sample that is cheap to read. DuckDB reads a column of a row group by its dictionary, and 2,048 rows at a time: rows from
// all over the file cost nearly as much as all of them. So a few row groups are chosen, in them some runs of rows, and in these rows.

type Query = Omit<ContrastQuery, 'having'>;

/** Rows of a row group; with cursors for row ids, its rows are of two row groups at most. */
const partRows = 122_880;
const runRows = 2048;
/** Runs at least, since rows of one moment are alike. */
const leastRuns = 32;
/** Where of each side's rows, in the order of their arrival, a part is read: as many parts in all as both have places. */
const places = [0.25, 0.75];

/** Rows of each side in a stretch of {@link partRows} cursors, retries included, and how many runs these lie in. */
export interface Part {
  readonly part: number;
  readonly runs: number;
  readonly group: number;
  readonly against: number;
}

/** What is read of the rows: which parts, and of each side which share of runs and of the rows in these. */
export interface SamplePlan {
  readonly parts: readonly number[];
  readonly group: SideShares;
  readonly against: SideShares;
}

interface SideShares {
  readonly runs: number;
  readonly rows: number;
}

/** Counts both sides part by part; of slow rows only how many it is about, since what is slow is not known before. */
export function countParts(query: Query, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: query.unit !== 'span' });
  const slow = 1 - (query.group.slowerThanShare ?? 0);
  return {
    sql: `SELECT id // ${partRows} AS part, max(id) // ${runRows} - min(id) // ${runRows} + 1 AS runs, count(*) FILTER (in_group) * ${slow} AS in_group,
        count(*) FILTER (in_against) - count(*) FILTER (in_against AND in_group) * ${slow} AS in_against
      FROM (${selectEntries(query, parameters)}) WHERE asked GROUP BY part ORDER BY part`,
    values: parameters.values,
  };
}

export function toPart(row: Row): Part {
  const toNumber = (name: string): number => Number(row[name]);
  return {
    part: toNumber('part'),
    runs: toNumber('runs'),
    group: toNumber('in_group'),
    against: toNumber('in_against'),
  };
}

export function toTotal(parts: readonly Part[]): Omit<Part, 'part'> {
  const sum = (of: keyof Part): number => parts.reduce((all, part) => all + part[of], 0);
  return { runs: sum('runs'), group: sum('group'), against: sum('against') };
}

/** @param most rows of each side. */
export function planSample(parts: readonly Part[], most: number): SamplePlan {
  const few = parts.length <= 2 * places.length;
  const chosen = new Set(few ? parts : (['group', 'against'] as const).flatMap((side) => placedParts(parts, side)));
  const total = toTotal([...chosen]);
  const toShares = (rows: number): SideShares => {
    const wanted = rows === 0 ? 1 : Math.min(1, most / rows);
    const runs = Math.min(1, Math.max(wanted, leastRuns / total.runs));
    return { runs, rows: wanted / runs };
  };
  return {
    parts: [...chosen].map(({ part }) => part).toSorted((a, b) => a - b),
    group: toShares(total.group),
    against: toShares(total.against),
  };
}

/** The parts in which the rows of a side are that come at the {@link places} among them. */
function placedParts(parts: readonly Part[], side: 'group' | 'against'): readonly Part[] {
  const total = toTotal(parts)[side];
  return places.flatMap((place) => {
    let before = 0;
    return parts.find((part) => (before += part[side]) > place * total) ?? [];
  });
}

/** Fills the table of picked rows with the sample, of which {@link copySample} makes what is read from then on. */
export function insertSample(query: Query, plan: SamplePlan, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: query.unit !== 'span' });
  const isIn = ({ runs, rows }: SideShares): string => `${toRunSql('id', runs)} AND ${toShareSql('hash(id)', rows)}`;
  return {
    sql: `INSERT INTO picked WITH units AS (SELECT * FROM (${selectEntries(query, parameters)} AND ${toPlaceSql(plan)}) WHERE asked)
      SELECT id, side, trace_id, resource_id, weight FROM (${selectSides(query)})
      WHERE CASE WHEN side THEN ${isIn(plan.group)} WHEN NOT side THEN ${isIn(plan.against)} ELSE FALSE END ORDER BY id`,
    values: parameters.values,
  };
}

/** The sampled spans whole, so that the questions about them do not read all others. */
export function copySample(plan: SamplePlan): string {
  return `CREATE TEMP TABLE known AS SELECT s.* FROM spans s JOIN picked p ON p.id = s.cursor WHERE ${toPlaceSql(plan)}`;
}

/** Removes sampled retries: the first attempt may be anywhere. */
export function removeRetries(query: Query, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  return {
    sql: `DELETE FROM picked WHERE id IN (
      SELECT later.cursor FROM known later JOIN spans s ON s.trace_id = later.trace_id
      WHERE ${toUnitSql(query, parameters)} AND s.service = later.service AND s.route IS NOT DISTINCT FROM later.route
        AND (s.start_ns, s.span_id) < (later.start_ns, later.span_id))`,
    values: parameters.values,
  };
}

function toPlaceSql({ parts, group, against }: SamplePlan): string {
  const ranges = parts.map((part) => `s.cursor BETWEEN ${part * partRows} AND ${(part + 1) * partRows - 1}`);
  return `(${ranges.join(' OR ')}) AND ${toRunSql('s.cursor', Math.max(group.runs, against.runs))}`;
}

function toRunSql(id: string, share: number): string {
  return toShareSql(`hash(${id} // ${runRows})`, share);
}

/** By a hash, so that the same rows are drawn at every look. */
function toShareSql(hash: string, share: number): string {
  return share >= 1 ? 'TRUE' : `${hash} >> 32 < ${Math.floor(share * 2 ** 32)}`;
}
