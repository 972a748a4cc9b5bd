import { SeatrialError } from '@seatrial/model';
import type { ContrastQuery, Predicate, RowGroup } from '../../contrast.ts';
import { toRangeSql } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSelectorSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { toPredicateSql } from './predicate-sql.ts';

/** The rows that are compared, by their cursor, since row ids move: `side` is true for those in question. */
export const createPicked = `CREATE TEMP TABLE picked (id BIGINT, side BOOLEAN, trace_id UUID, resource_id INTEGER, weight DOUBLE)`;

/** All spans, where no sample of them is copied. */
export const knowAll = `CREATE TEMP VIEW known AS FROM spans`;

/** Fills {@link createPicked}'s table. Requests are chosen before anything is asked of them, so that a retry does not become one. */
export function insertPicked(query: Omit<ContrastQuery, 'having'>, layout: Layout): Statement {
  const request = query.unit !== 'span';
  const parameters = new Parameters(layout, { entriesOnly: request });
  const entries = selectEntries(query, parameters);
  const units = request ? firstAttempts : 'units AS (FROM entries WHERE asked)';
  return {
    sql: `INSERT INTO picked WITH entries AS (${entries}), ${units}
      SELECT id, side, trace_id, resource_id, weight FROM (${selectSides(query)}) WHERE side IS NOT NULL ORDER BY id`,
    values: parameters.values,
  };
}

/** Rows that may be units, with whether they are of either group. */
export function selectEntries(query: Omit<ContrastQuery, 'having'>, parameters: Parameters): string {
  const { group, against } = query;
  const columns = [
    's.cursor AS id',
    's.trace_id',
    's.span_id',
    's.start_ns',
    's.duration_ns',
    's.service',
    's.route',
    's.resource_id',
    'hash(s.trace_id, s.service, s.route) AS request',
    's.weight',
    `(${toGroupSql(group, parameters)}) AS in_group`,
    `(${against === undefined ? 'TRUE' : toGroupSql(against, parameters)}) AS in_against`,
    `(${toSelectorSql(query.where ?? [], parameters)}) AS asked`,
  ];
  const where = toUnitSql(query, parameters);
  return `SELECT ${columns.join(', ')} FROM ${parameters.from('spans')} WHERE ${where}`;
}

/** The rows `units` with their side, NULL for those of neither. */
export function selectSides({ group: { slowerThanShare } }: Pick<ContrastQuery, 'group'>): string {
  const toSide = (inGroup: string): string => `CASE WHEN ${inGroup} THEN TRUE WHEN in_against THEN FALSE END AS side`;
  if (slowerThanShare === undefined) return `SELECT *, ${toSide('in_group')} FROM units`;
  return `SELECT *, ${toSide('in_group AND duration_ns > limit_ns')} FROM units JOIN (
    SELECT service, route, quantile_disc(duration_ns, ${toShare(slowerThanShare)}) AS limit_ns FROM units GROUP BY service, route) USING (service, route)`;
}

/** Which spans are units of their time: of a trace's attempts at a request there may be several. */
export function toUnitSql(query: Omit<ContrastQuery, 'having'>, parameters: Parameters): string {
  const range = toRangeSql(query, parameters);
  return query.unit === 'span' ? range : `s.entry AND NOT s.shadow AND NOT s.unfinished AND ${range}`;
}

/**
 * Nearly all requests have one attempt, and to look for the others costs a fraction of ordering them all: by a hash, so that
 * two requests which share one are ordered for nothing, and told apart.
 */
const firstAttempts = `several AS (SELECT request FROM entries GROUP BY request HAVING count(*) > 1),
  units AS (SELECT * FROM (
    SELECT e.* FROM entries e WHERE request NOT IN (FROM several)
    UNION ALL SELECT e.* FROM entries e WHERE request IN (FROM several)
      QUALIFY row_number() OVER (PARTITION BY trace_id, service, route ORDER BY start_ns, span_id) = 1) WHERE asked)`;

function toGroupSql(group: RowGroup, parameters: Parameters): string {
  return `${toRangeSql(group, parameters)} AND ${toSelectorSql(group.where ?? [], parameters)}`;
}

function toShare(share: number): string {
  if (share > 0 && share < 1) return String(share);
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `slowerThanShare is ${share}; give a share above 0 and below 1 such as 0.95.`,
  );
}

/** The rows that a question is about. */
export function chooseRows(rows: 'picked' | 'narrowed'): string {
  return `CREATE OR REPLACE TEMP VIEW chosen AS FROM ${rows}`;
}

/** Those of the picked rows that have some values. */
export function narrowRows(
  having: readonly Predicate[],
  { unit }: Omit<ContrastQuery, 'having'>,
  layout: Layout,
): Statement {
  const parameters = new Parameters(layout, { entriesOnly: unit !== 'span' });
  const conditions = having.map((predicate) => `(${toPredicateSql(predicate, parameters)})`).join(' AND ');
  return {
    sql: `CREATE OR REPLACE TEMP TABLE narrowed AS SELECT p.* FROM ${fromChosen(parameters, 'picked')} WHERE ${conditions}`,
    values: parameters.values,
  };
}

/** The chosen rows `p` with their spans `s`, of which `known` has all or those of a sample, and resources `r` where a condition looks at them. */
export function fromChosen(parameters: Parameters, chosen: 'picked' | 'chosen' = 'chosen'): string {
  const resources = parameters.readsResources ? ' LEFT JOIN resources r ON r.id = s.resource_id' : '';
  return `${chosen} p JOIN known s ON s.cursor = p.id${resources}`;
}

export function selectSize(rows: string): string {
  return `SELECT count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against, min(weight) AS least, max(weight) AS most,
    count(DISTINCT trace_id) FILTER (side) AS group_traces, count(DISTINCT trace_id) FILTER (NOT side) AS against_traces FROM ${rows}`;
}
