import { functionsTouched } from '@seatrial/model';
import type { Predicate } from '../../contrast.ts';
import type { Parameters } from '../selector-sql.ts';
import { toFieldSql, toOwnSql } from './attribute-sql.ts';

/** Whether the span `s` of the picked row `p` has a value. */
export function toPredicateSql(predicate: Predicate, parameters: Parameters): string {
  const { place, name, value } = predicate;
  if (place === 'event') return toEventSql(predicate, parameters);
  if (place === 'trace') {
    const own = name === 'name' || name === 'service' ? `t.${name}` : toOwnSql(name, parameters, 't');
    const others = 'SELECT 1 FROM spans t WHERE t.trace_id = p.trace_id AND t.cursor <> p.id';
    if ('text' in value && value.text === null) return `NOT EXISTS (${others} AND ${own} IS NOT NULL)`;
    return `EXISTS (${others} AND ${compare(own, value, parameters)})`;
  }
  const own = place === 'field' ? toFieldSql(name) : toOwnSql(name, parameters);
  if (name === functionsTouched && 'text' in value && value.text !== null)
    return `coalesce(list_contains(${toListSql(own)}, ${parameters.add(value.text)}), FALSE)`;
  return compare(own, value, parameters);
}

/** The texts of a list that is kept as JSON. */
export function toListSql(text: string): string {
  return `CASE WHEN json_valid(${text}) THEN from_json(${text}, '["VARCHAR"]') END`;
}

function compare(own: string, value: Predicate['value'], parameters: Parameters): string {
  if ('text' in value)
    return value.text === null ? `${own} IS NULL` : `coalesce(${own} = ${parameters.add(value.text)}, FALSE)`;
  const number = `TRY_CAST(${own} AS DOUBLE)`;
  const bounds = [
    ...(value.above === null ? [] : [`${number} > ${parameters.add(String(value.above))}::DOUBLE`]),
    ...(value.below === null ? [] : [`${number} < ${parameters.add(String(value.below))}::DOUBLE`]),
  ];
  return `coalesce(${bounds.length === 0 ? 'TRUE' : bounds.join(' AND ')}, FALSE)`;
}

function toEventSql({ name, value }: Predicate, parameters: Parameters): string {
  const text =
    name === 'name'
      ? `e->>'$.name'`
      : `CASE WHEN json_type(e->'$.attributes'->${parameters.add(toPath(name))}) IS NOT NULL THEN e->'$.attributes'->>${parameters.add(toPath(name))} END`;
  const values = `list_transform(from_json(s.events, '["JSON"]'), lambda e: ${text})`;
  if ('text' in value && value.text === null)
    return `coalesce(len(list_filter(${values}, lambda v: v IS NOT NULL)), 0) = 0`;
  return `coalesce(len(list_filter(${values}, lambda v: ${compare('v', value, parameters)})), 0) > 0`;
}

/** A key as DuckDB's JSON path has it. */
function toPath(name: string): string {
  return `$."${name.replaceAll('"', '\\"')}"`;
}
