import { SeatrialError } from '@seatrial/model';
import type { ContrastQuery, RowGroup } from '../../contrast.ts';
import { toRangeSql } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSelectorSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { toPredicateSql } from './predicate-sql.ts';

/** The rows that are compared, by their row id: `side` is true for those in question. */
export const createPicked = `CREATE TEMP TABLE picked (id BIGINT, side BOOLEAN, trace_id UUID, resource_id INTEGER, weight DOUBLE)`;

/** Fills {@link createPicked}'s table. Requests are chosen before anything is asked of them, so that a retry does not become one. */
export function insertPicked(query: ContrastQuery, layout: Layout): Statement {
  const request = query.unit !== 'span';
  const parameters = new Parameters(layout, { entriesOnly: request });
  const { group, against, having = [] } = query;
  const columns = [
    's.rowid AS id',
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
    `(${[toSelectorSql(query.where ?? [], parameters), ...having.map((one) => `(${toPredicateSql(one, parameters)})`)].join(' AND ')}) AS asked`,
  ];
  const ofUnit = request ? 's.entry AND NOT s.shadow AND NOT s.unfinished' : 'TRUE';
  const range = toRangeSql(query, parameters);
  const from = parameters.from('spans');
  const slower = group.slowerThanShare;
  const inGroup = slower === undefined ? 'in_group' : 'in_group AND duration_ns > limit_ns';
  return {
    sql: `INSERT INTO picked
      WITH entries AS (SELECT ${columns.join(', ')} FROM ${from} WHERE ${ofUnit} AND ${range}),
      ${request ? firstAttempts : 'units AS (FROM entries WHERE asked)'}
      ${slower === undefined ? '' : `, limits AS (SELECT service, route, quantile_disc(duration_ns, ${toShare(slower)}) AS limit_ns FROM units GROUP BY service, route)`}
      SELECT id, side, trace_id, resource_id, weight FROM (
        SELECT *, CASE WHEN ${inGroup} THEN TRUE WHEN in_against THEN FALSE END AS side
        FROM units ${slower === undefined ? '' : 'JOIN limits USING (service, route)'}) WHERE side IS NOT NULL ORDER BY id`,
    values: parameters.values,
  };
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

/**
 * Leaves about `most` rows of each side, by a hash of their id, so that they are the same at every look.
 * `total` rows of that side there were.
 */
export function thinPicked(side: boolean, most: number, total: number): string {
  const part = Math.floor((most / total) * 2 ** 32);
  return `DELETE FROM picked WHERE side = ${side} AND hash(id) >> 32 >= ${part}`;
}
