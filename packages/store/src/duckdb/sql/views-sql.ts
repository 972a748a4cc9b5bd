import { sqlViews } from '../../sql.ts';
import type { Layout } from '../selector-sql.ts';
import { toColumnTextSql, toLiteral } from '../promoted-column.ts';
import { quote } from '../tables.ts';
import type { SqlUse } from './check-sql.ts';

/** How a view is made: its rows, and each column by name. */
interface Made {
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
}

const release = Object.fromEntries(
  ['service', 'version', 'build_id', 'deployment_id', 'ring', 'commit', 'environment'].map((name) => [
    name,
    `s.${name}`,
  ]),
);
const time = (nano: string): string => `make_timestamp(${nano} // 1000)`;
const traceId = (column: string): string => `coalesce(replace(${column}::VARCHAR, '-', ''), '')`;
const spanId = (column: string): string =>
  `CASE WHEN ${column} IS NULL THEN '' ELSE lpad(lower(to_hex(${column})), 16, '0') END`;
const emptyMap = 'MAP {}::MAP(VARCHAR, VARCHAR)';

/** Statements that make the documented views on one connection, over the tables of this database. */
export function toViewsSql(database: string, layout: Layout, use: SqlUse): readonly string[] {
  const table = (name: string): string => `${quote(database)}.main.${name}`;
  const resources = use.resource ? ` LEFT JOIN ${table('resources')} r ON r.id = s.resource_id` : '';
  const resource = use.resource ? `coalesce(r.attributes, ${emptyMap})` : emptyMap;
  const made: Readonly<Record<string, Made>> = {
    spans: {
      from: `${table('spans')} s${resources}`,
      columns: {
        trace_id: traceId('s.trace_id'),
        span_id: spanId('s.span_id'),
        parent_span_id: spanId('s.parent_span_id'),
        start_time: time('s.start_ns'),
        duration_ms: 's.duration_ns / 1e6',
        name: 's.name',
        kind: 's.kind::VARCHAR',
        route: 's.route',
        status: 's.status::VARCHAR',
        status_message: `coalesce(s.status_message, '')`,
        error: 's.error',
        entry: 's.entry',
        shadow: 's.shadow',
        unfinished: 's.unfinished',
        weight: 's.weight',
        ...release,
        attributes: toAttributesSql(layout, use),
        resource,
        scope: 's.scope_name',
        events: `coalesce(s.events, '[]')`,
        links: `coalesce(s.links, '[]')`,
        arrival: 's.cursor',
      },
    },
    logs: {
      from: `${table('logs')} s${resources}`,
      columns: {
        time: time('s.time_ns'),
        severity: 's.severity',
        severity_number: 's.severity_number',
        event_name: 's.event_name',
        body: `CASE WHEN starts_with(s.body, '"') THEN json_extract_string(s.body, '$') ELSE s.body END`,
        trace_id: traceId('s.trace_id'),
        span_id: spanId('s.span_id'),
        service: 's.service',
        version: 's.version',
        attributes: 's.attributes',
        resource,
      },
    },
    metrics: {
      from: `${table('metrics')} s${resources}`,
      columns: {
        time: time('s.time_ns'),
        name: 's.name',
        unit: 's.unit',
        type: 's.type',
        temporality: 's.temporality',
        value: 's.value',
        data: 's.data',
        service: 's.service',
        version: 's.version',
        attributes: 's.attributes',
        resource,
      },
    },
    functions: {
      from: `${table('functions')} s`,
      columns: {
        time: time('s.time_ns'),
        function_id: 's.function_id',
        name: 's.name',
        file: 's.file',
        changed: 's.changed',
        metric: 's.metric',
        delta: 's.delta',
        value: 's.value',
        cohort: 's.cohort',
        error_type: 's.error_type',
        trace_id: traceId('s.trace_id'),
        ...release,
      },
    },
    releases: {
      from: `(SELECT service, version, build_id, deployment_id, ring, commit, environment, min(start_ns) AS first_ns,
        max(start_ns) AS last_ns, count(*) AS spans, coalesce(round(sum(weight) FILTER (request)), 0)::BIGINT AS requests,
        coalesce(round(sum(weight) FILTER (request AND error)), 0)::BIGINT AS errors
        FROM (SELECT *, entry AND NOT shadow AND NOT unfinished AND row_number() OVER (
          PARTITION BY trace_id, service, route, shadow, entry ORDER BY start_ns, span_id) = 1 AS request FROM ${table('spans')})
        GROUP BY ALL) s`,
      columns: {
        ...release,
        first_seen: time('s.first_ns'),
        last_seen: time('s.last_ns'),
        spans: 's.spans',
        requests: 's.requests',
        errors: 's.errors',
      },
    },
  };
  return sqlViews.flatMap(({ name, columns }) => {
    if (!use.views.has(name)) return [];
    const view = made[name];
    const list = columns.map((column) => `${view?.columns[column.name]} AS ${quote(column.name)}`);
    return [`CREATE OR REPLACE TEMP VIEW ${quote(name)} AS SELECT ${list.join(', ')} FROM ${view?.from}`];
  });
}

/**
 * The attributes of a span as one map. Many have columns of their own, and to put all of them together takes longer than
 * anything else: those that a statement names are enough, where it names them.
 */
function toAttributesSql(layout: Layout, { attributes }: SqlUse): string {
  const names = attributes === 'all' ? [...layout.columns.keys()] : [...attributes].filter(layout.isOnSpans);
  if (names.length === 0) return attributes === 'all' ? 's.attributes' : emptyMap;
  const own = names.map((name) => ({ name: toLiteral(name), value: toAttributeSql(name, layout) }));
  if (attributes !== 'all') return `MAP {${own.map(({ name, value }) => `${name}: ${value}`).join(', ')}}`;
  const entries = own.map(({ name, value }) => `{'k': ${name}, 'v': ${value}}`).join(', ');
  return `map_concat(s.attributes, map_from_entries(list_filter([${entries}], lambda e: e.v IS NOT NULL)))`;
}

/** As `selector-sql` has it, with the name written out: views take no parameters. */
function toAttributeSql(name: string, { columns }: Layout): string {
  const column = columns.get(name);
  const inMap = `s.attributes[${toLiteral(name)}]`;
  return column === undefined ? inMap : toColumnTextSql(column, 's', inMap);
}
