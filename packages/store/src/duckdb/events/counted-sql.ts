import type { Counted } from '../../events.ts';
import type { SliceQuery } from '../../store.ts';
import { toRequestsSql, toWhereSql } from '../queries.ts';
import { toSelectorSql } from '../selector-sql.ts';
import type { Parameters } from '../selector-sql.ts';

/** `counted`: the spans, or requests, that a question is about, with these columns. */
export function toCountedSql(
  of: Counted,
  query: SliceQuery,
  columns: readonly string[],
  parameters: Parameters,
): string {
  const list = columns.join(', ');
  if (of === 'spans') {
    const where = toWhereSql(query, parameters);
    return `WITH counted AS (SELECT ${list} FROM ${parameters.from('spans')} WHERE ${where})`;
  }
  const requests = toRequestsSql(query, parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  return `${requests}, counted AS (SELECT ${list} FROM ${parameters.from('requests')}
    WHERE NOT s.shadow AND NOT s.unfinished AND (${where}))`;
}
