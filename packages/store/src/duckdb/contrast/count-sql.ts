import { functionsTouched } from '@seatrial/model';
import type { Statement } from '../queries.ts';
import { Parameters, toSpanAttributeSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import { quote } from '../tables.ts';
import { hiddenNames, toOwnSql } from './attribute-sql.ts';
import type { CountedColumn } from './attribute-sql.ts';
import { fromChosen } from './pick-rows.ts';
import { toListSql } from './predicate-sql.ts';

/** Where the rows are that are counted. */
export interface CountSource {
  readonly layout: Layout;
  readonly entriesOnly: boolean;
}

/** `key` is the place and the name of an attribute. NULL is the lack of a value. */
export const createCounts = `CREATE OR REPLACE TEMP TABLE counts (key VARCHAR, value VARCHAR, in_group BIGINT, in_against BIGINT)`;

const sides = `count(*) FILTER (side) AS in_group, count(*) FILTER (NOT side) AS in_against`;

/** Counts all values of some columns while the rows are read once, each column in a hash table of its own. */
export function countColumns(columns: readonly CountedColumn[], source: CountSource): Statement {
  const parameters = new Parameters(source.layout, source);
  const names = columns.map((_, index) => `c${index}`);
  const all = 2n ** BigInt(names.length) - 1n;
  // GROUPING has a bit for each column that a row is not about, the first column's the highest.
  const keys = columns.map(({ key }, index) => {
    const bits = all - 2n ** BigInt(names.length - 1 - index);
    return `WHEN ${bits} THEN ${parameters.add(key)}`;
  });
  const list = columns.map(({ toSql }, index) => `${toSql(parameters)} AS c${index}`).join(', ');
  return {
    sql: `INSERT INTO counts SELECT CASE g ${keys.join(' ')} END, coalesce(${names.map((name) => `${name}::VARCHAR`).join(', ')}), in_group, in_against FROM (
      SELECT ${names.join(', ')}, GROUPING(${names.join(', ')}) AS g, ${sides}
      FROM (SELECT p.side, ${list} FROM ${fromChosen(parameters)})
      GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')}))`,
    values: parameters.values,
  };
}

/** Attributes without a column: those of the spans' maps, and those of resources that no span has. */
export function countMaps(columns: readonly CountedColumn[], { layout }: CountSource): Statement {
  const parameters = new Parameters(layout);
  const counted = columns.flatMap(({ key }) => (key.startsWith('attribute ') ? [key.slice('attribute '.length)] : []));
  const left = [...hiddenNames, ...counted, functionsTouched].map((name) => parameters.add(name)).join(', ');
  const entries = (of: string): string =>
    `SELECT 'attribute ' || e.key AS key, e.value AS value, rows_group, rows_against FROM (${of}) WHERE e.key NOT IN (${left})`;
  return {
    sql: `INSERT INTO counts WITH
      own AS (${entries(`SELECT unnest(map_entries(s.attributes)) AS e, p.side::INTEGER AS rows_group, (NOT p.side)::INTEGER AS rows_against
        FROM ${fromChosen(parameters)} WHERE cardinality(s.attributes) > 0`)}),
      of_resources AS (${entries(`SELECT unnest(map_entries(r.attributes)) AS e, rows_group, rows_against FROM (
        SELECT resource_id, count(*) FILTER (side) AS rows_group, count(*) FILTER (NOT side) AS rows_against FROM chosen GROUP BY resource_id) p
        JOIN resources r ON r.id = p.resource_id`)}),
      every AS (FROM own UNION ALL FROM of_resources),
      found AS (SELECT key, value, sum(rows_group) AS in_group, sum(rows_against) AS in_against FROM every GROUP BY key, value)
      ${withLack('found', 'SELECT key, sum(in_group) AS in_group, sum(in_against) AS in_against FROM found GROUP BY key')}`,
    values: parameters.values,
  };
}

/** Events of the spans: their names, and the attributes of each. A row with the same value twice is one row. */
export function countEvents({ layout }: CountSource): Statement {
  const from = fromChosen(new Parameters(layout));
  return {
    sql: `INSERT INTO counts WITH
      events AS (SELECT p.id, p.side, unnest(from_json(s.events, '["JSON"]')) AS e FROM ${from} WHERE s.events IS NOT NULL),
      keys AS (SELECT id, side, e, unnest(json_keys(e->'$.attributes')) AS k FROM events),
      several AS (SELECT id, side, 'event name' AS key, e->>'$.name' AS value FROM events
        UNION ALL SELECT id, side, 'event ' || k, e->'$.attributes'->>('$."' || replace(k, '"', '\\"') || '"') FROM keys WHERE k <> 'exception.stacktrace'),
      ${countSeveral()}`,
    values: [],
  };
}

/** The changed functions that each request ran. */
export function countFunctions({ layout }: CountSource): Statement {
  const parameters = new Parameters(layout);
  const list = toListSql(toOwnSql(functionsTouched, parameters));
  return {
    sql: `INSERT INTO counts WITH
      several AS (SELECT id, side, ${parameters.add(`attribute ${functionsTouched}`)} AS key, unnest(${list}) AS value
        FROM ${fromChosen(parameters)}), ${countSeveral()}`,
    values: parameters.values,
  };
}

/** What other spans of the same trace have: one column at a time, since a row has as many values as its trace has spans. */
export function countTraceColumn(name: string, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const own = name === 'name' || name === 'service' ? `t.${quote(name)}` : toSpanAttributeSql(name, parameters, 't');
  return {
    sql: `INSERT INTO counts WITH
      several AS (SELECT p.id, p.side, ${parameters.add(`trace ${name}`)} AS key, ${own} AS value
        FROM chosen p JOIN spans t ON t.trace_id = p.trace_id WHERE t.cursor <> p.id AND ${own} IS NOT NULL), ${countSeveral()}`,
    values: parameters.values,
  };
}

function countSeveral(): string {
  return `once AS (SELECT DISTINCT id, side, key, value FROM several),
    found AS (SELECT key, value, ${sides} FROM once GROUP BY key, value)
    ${withLack('found', `SELECT key, count(DISTINCT id) FILTER (side) AS in_group, count(DISTINCT id) FILTER (NOT side) AS in_against FROM once GROUP BY key`)}`;
}

/** The values that were found, and for each attribute the rows without it. */
function withLack(found: string, having: string): string {
  return `SELECT key, value, in_group, in_against FROM ${found}
    UNION ALL SELECT h.key, NULL, t.in_group - h.in_group, t.in_against - h.in_against
    FROM (${having}) h, (SELECT ${sides} FROM chosen) t WHERE t.in_group + t.in_against > h.in_group + h.in_against`;
}
