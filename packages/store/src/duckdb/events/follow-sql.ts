import type { Selector } from '@seatrial/model';
import { toLimit, toSpanColumns, toWhole } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSelectorSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

interface Arrived {
  readonly where: Selector;
  readonly after: number;
  /** Up to this one. */
  readonly cursor: number;
  readonly limit: number;
}

/** How many of the spans between two cursors match, and the cursors of the newest of them. */
export function selectArrived({ where, after, cursor, limit }: Arrived, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const condition = toSelectorSql(where, parameters);
  const most = toLimit(limit);
  const newest = most === 0 ? '[]::BIGINT[]' : `max(s.cursor, ${most})`;
  return {
    sql: `SELECT count(*) AS matched, ${newest} AS newest FROM ${parameters.from('spans')}
      WHERE s.cursor > ${toWhole('after', after, 0)} AND s.cursor <= ${toWhole('cursor', cursor, 0)} AND (${condition})`,
    values: parameters.values,
  };
}

/** Whole spans in the order of their arrival. */
export function selectByCursor(cursors: readonly number[], layout: Layout): Statement {
  const list = cursors.map((cursor) => toWhole('cursor', cursor, 0));
  // Bounds let DuckDB pass by the row groups that hold none of them.
  return {
    sql: `SELECT ${toSpanColumns(layout)} FROM spans s LEFT JOIN resources r ON r.id = s.resource_id
      WHERE s.cursor BETWEEN ${Math.min(...list)} AND ${Math.max(...list)} AND s.cursor IN (${list.join(', ')}) ORDER BY s.cursor`,
    values: [],
  };
}
