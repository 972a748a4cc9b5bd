import { SeatrialError } from '@seatrial/model';
import type { ContrastQuery, Predicate, RowGroup } from '../../contrast.ts';
import { toRangeSql } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSelectorSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { toPredicateSql } from './predicate-sql.ts';

/** The rows that are compared, by their cursor, since row ids move: `side` is true for those in question. */
export const createPicked = `CREATE TEMP TABLE picked (id BIGINT, side BOOLEAN, trace_id UUID, resource_id INTEGER, weight DOUBLE)`;

/** Fills {@link createPicked}'s table. Requests are chosen before anything is asked of them, so that a retry does not become one. */
export function insertPicked(query: Omit<ContrastQuery, 'having'>, layout: Layout): Statement {
  const request = query.unit !== 'span';
  const parameters = new Parameters(layout, { entriesOnly: request });
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

/** The sampled rows whole, so that the questions about them do not read all others. */
export const copySample: string = `CREATE TEMP TABLE sampled AS SELECT s.* FROM spans s JOIN picked p ON p.id = s.cursor`;

/** The rows that a question is about. */
export function chooseRows(rows: 'picked' | 'narrowed'): string {
  return `CREATE OR REPLACE TEMP VIEW chosen AS FROM ${rows}`;
}

/** Those of the picked rows that have some values. */
export function narrowRows(
  having: readonly Predicate[],
  { unit, sample }: Omit<ContrastQuery, 'having'>,
  layout: Layout,
): Statement {
  const parameters = new Parameters(layout, { entriesOnly: unit !== 'span' });
  const conditions = having.map((predicate) => `(${toPredicateSql(predicate, parameters)})`).join(' AND ');
  return {
    sql: `CREATE OR REPLACE TEMP TABLE narrowed AS SELECT p.* FROM ${fromChosen(parameters, sample !== undefined, 'picked')} WHERE ${conditions}`,
    values: parameters.values,
  };
}

/** The chosen rows `p` with their spans `s`, and resources `r` where a condition looks at them. */
export function fromChosen(parameters: Parameters, sampled: boolean, chosen: string = 'chosen'): string {
  const resources = parameters.readsResources ? ' LEFT JOIN resources r ON r.id = s.resource_id' : '';
  return `${chosen} p JOIN ${sampled ? 'sampled' : 'spans'} s ON s.cursor = p.id${resources}`;
}

export function selectSize(rows: string): string {
  return `SELECT count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against, min(weight) AS least, max(weight) AS most,
    count(DISTINCT trace_id) FILTER (side) AS group_traces, count(DISTINCT trace_id) FILTER (NOT side) AS against_traces FROM ${rows}`;
}
