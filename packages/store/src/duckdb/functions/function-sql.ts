import { functionsTouched, toSubject } from '@seatrial/model';
import type { FunctionQuery } from '../../functions.ts';
import { toRangeSql } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSubjectSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

const release = 'service, version, commit, build_id, environment';
/** What makes the points of one counter: a process starts a series anew with another start. */
export const series =
  'resource_id, metric, function_id, cohort, error_type, error_origin, version, build_id, deployment_id, ring';
const slice = `${release}, ring, function_id, cohort`;

/** Points that count: one that came twice once, each with the one before it in its series. */
function toPoints(query: FunctionQuery, parameters: Parameters, metrics: readonly string[]): string {
  const list = metrics.map((metric) => `'${metric}'`).join(', ');
  return `points AS (SELECT *, lag(value) OVER (PARTITION BY ${series}, start_ns ORDER BY time_ns) AS before
    FROM (SELECT * FROM functions WHERE metric IN (${list}) AND ${toScopeSql(query, parameters)}
      QUALIFY row_number() OVER (PARTITION BY ${series}, start_ns, time_ns ORDER BY value DESC) = 1))`;
}

export function selectFunctionReleases(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const from = query.from === undefined ? 'TRUE' : `time_ns >= ${toNano(query.from)}`;
  return {
    sql: `SELECT ${release}, list(DISTINCT ring ORDER BY ring) AS rings, min(time_ns) AS first_ns, max(time_ns) AS last_ns,
      count(DISTINCT resource_id) AS processes FROM functions WHERE ${from} AND ${toScopeSql(query, parameters)}
      GROUP BY ${release} ORDER BY first_ns DESC, ${release}`,
    values: parameters.values,
  };
}

/** What processes can tell of each function, and how many requests came since one had loaded it. */
export function selectTold(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const scope = toScopeSql(query, parameters);
  const since = query.from === undefined ? 't.loaded_ns' : `greatest(t.loaded_ns, ${toNano(query.from)})`;
  // Requests that ended before the last point: what came after it may have called it without anybody having told.
  return {
    sql: `WITH told AS (SELECT ${release}, ring, function_id, arg_max(name, time_ns) AS name, arg_max(file, time_ns) AS file,
        bool_or(changed) AS changed, count(DISTINCT resource_id) AS processes,
        count(DISTINCT resource_id) FILTER (metric = 'loaded' AND value >= 1) AS loaded,
        count(DISTINCT resource_id) FILTER (metric = 'unverifiable' AND value >= 1) AS unverifiable,
        coalesce(mode(reason) FILTER (metric = 'unverifiable' AND value >= 1), '') AS reason,
        min(time_ns) FILTER (metric = 'loaded' AND value >= 1) AS loaded_ns, max(time_ns) AS told_ns,
        coalesce(max(value) FILTER (metric = 'stride'), 1) AS stride
      FROM functions WHERE ${scope} GROUP BY ${release}, ring, function_id),
      times AS (SELECT DISTINCT ${release}, ring, loaded_ns, told_ns FROM told WHERE loaded_ns IS NOT NULL),
      since AS (SELECT ${names('t')}, t.loaded_ns, t.told_ns, round(sum(s.weight))::BIGINT AS requests
        FROM times t JOIN spans s ON ${same('s', 't')} AND s.entry AND s.start_ns >= ${since} AND s.start_ns + s.duration_ns <= t.told_ns
        GROUP BY ALL)
      SELECT ${names('t')}, t.* EXCLUDE (${release}, ring), coalesce(s.requests, 0) AS requests
      FROM told t LEFT JOIN since s ON ${same('s', 't')} AND s.loaded_ns = t.loaded_ns AND s.told_ns = t.told_ns
      ORDER BY t.service, t.version, t.file, t.name, t.ring, t.function_id, t.commit, t.build_id, t.environment`,
    values: parameters.values,
  };
}

/** Calls and errors by what they were counted under. */
export function selectCounts(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const points = toPoints(query, parameters, ['calls', 'errors']);
  const from = query.from === undefined ? undefined : toNano(query.from);
  // Of a counter that began before the range, the first point that is known says nothing about the range.
  const first = from === undefined ? 'value' : `CASE WHEN start_ns >= ${from} THEN value ELSE 0 END`;
  return {
    sql: `WITH ${points}, increments AS (SELECT *, CASE WHEN delta THEN value WHEN before IS NULL THEN ${first}
          WHEN value < before THEN value ELSE value - before END AS increment
        FROM points WHERE ${from === undefined ? 'TRUE' : `time_ns >= ${from}`})
      SELECT ${slice}, metric, error_type, error_origin, sum(increment) AS count,
        min(least(time_ns, coalesce(example_ns, time_ns))) AS first_ns, max(time_ns) AS last_ns,
        replace((arg_min(trace_id, coalesce(example_ns, time_ns)) FILTER (trace_id IS NOT NULL))::VARCHAR, '-', '') AS trace_id
      FROM increments WHERE increment > 0 GROUP BY ALL ORDER BY ${slice}, metric, count DESC, error_type, error_origin`,
    values: parameters.values,
  };
}

/** Durations by bucket. A cumulative histogram counts by what its last point in the range has more than the last before it. */
export function selectDurations(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const points = toPoints(query, parameters, ['duration']);
  const from = query.from === undefined ? 'NULL::BIGINT' : `${toNano(query.from)}::BIGINT`;
  const histogram = '{scale: scale, zero: zero_count, buckets: buckets}';
  return {
    sql: `WITH ${points}, numbered AS (SELECT *, sum(CASE WHEN value < before THEN 1 ELSE 0 END) OVER (PARTITION BY ${series}, start_ns
          ORDER BY time_ns) AS segment, time_ns >= coalesce(${from}, time_ns) AS inside FROM points),
      ends AS (SELECT ${slice}, arg_max(${histogram}, time_ns) FILTER (inside) AS last, arg_max(${histogram}, time_ns) FILTER (NOT inside) AS base,
          arg_min(${histogram}, time_ns) AS first, segment = 0 AND start_ns < ${from} AS unknown
        FROM numbered WHERE NOT delta GROUP BY ${slice}, ${series}, start_ns, segment),
      signed AS (SELECT ${slice}, 1 AS sign, last AS h FROM ends WHERE last IS NOT NULL
        UNION ALL SELECT ${slice}, -1, coalesce(base, CASE WHEN unknown THEN first END) FROM ends
          WHERE last IS NOT NULL AND (base IS NOT NULL OR unknown)
        UNION ALL SELECT ${slice}, 1, ${histogram} FROM numbered WHERE delta AND inside),
      scaled AS (SELECT *, min(h.scale) OVER (PARTITION BY ${slice}) AS scale FROM signed),
      zeros AS (SELECT ${slice}, scale, sum(sign * h.zero) AS zero_count FROM scaled GROUP BY ALL),
      counts AS (SELECT ${slice}, sign, h.scale - scale AS steps, unnest(string_split(h.buckets, ',')) AS entry FROM scaled WHERE h.buckets <> ''),
      buckets AS (SELECT ${slice}, floor(split_part(entry, ':', 1)::INTEGER / power(2, steps))::INTEGER AS index,
          sum(sign * split_part(entry, ':', 2)::BIGINT) AS count FROM counts GROUP BY ALL),
      lists AS (SELECT ${slice}, list(index ORDER BY index) AS indexes, list(count ORDER BY index) AS counts FROM buckets WHERE count > 0 GROUP BY ALL)
      SELECT z.*, l.indexes, l.counts FROM zeros z LEFT JOIN lists l USING (${slice})`,
    values: parameters.values,
  };
}

/** Requests by the changed functions that they ran. */
export function selectTouched(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const text = toSubjectSql(toSubject(`.${functionsTouched}`), parameters);
  const scope = toScopeSql({ ...query, to: undefined }, parameters, 's.');
  return {
    sql: `WITH requests AS (SELECT s.service, s.version, s.environment, s.ring, s.route, s.error, s.weight, (${text})::VARCHAR AS names
        FROM ${parameters.from('spans')} WHERE s.entry AND ${toRangeSql(query, parameters)} AND ${scope} AND (${text}) IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY s.trace_id, s.service, s.route, s.shadow ORDER BY s.start_ns, s.span_id) = 1),
      named AS (SELECT * EXCLUDE (names), unnest(list_distinct(coalesce(TRY(from_json(names, '["VARCHAR"]')), [names]))) AS function FROM requests)
      SELECT service, version, environment, ring, function, route, round(sum(weight))::BIGINT AS requests,
        coalesce(round(sum(weight) FILTER (error)), 0)::BIGINT AS errors
      FROM named GROUP BY ALL ORDER BY requests DESC, service, version, environment, ring, function, route`,
    values: parameters.values,
  };
}

interface Scope extends Omit<FunctionQuery, 'to'> {
  readonly to?: number | undefined;
}

function toScopeSql({ service, version, environment, to }: Scope, parameters: Parameters, alias: string = ''): string {
  const parts = [
    ...(service === undefined ? [] : [`${alias}service = ${parameters.add(service)}`]),
    ...(version === undefined
      ? []
      : [
          `(${alias}version = ${parameters.add(version)} OR starts_with(${alias}version, ${parameters.add(`${version}-g`)}))`,
        ]),
    ...(environment === undefined ? [] : [`${alias}environment = ${parameters.add(environment)}`]),
    ...(to === undefined ? [] : [`time_ns < ${toNano(to)}`]),
  ];
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ');
}

/** 2^63 nanoseconds in milliseconds, rounded down. */
const latestMs = 9_223_372_036_854;

function toNano(milliseconds: number): string {
  return String(BigInt(Math.round(Math.max(-latestMs, Math.min(milliseconds, latestMs)))) * 1_000_000n);
}

const columns = ['service', 'version', 'commit', 'build_id', 'environment', 'ring'];

function names(alias: string): string {
  return columns.map((column) => `${alias}.${column}`).join(', ');
}

function same(one: string, other: string): string {
  return columns.map((column) => `${one}.${column} = ${other}.${column}`).join(' AND ');
}
