import { functionsTouched, toSubject } from '@seatrial/model';
import type { FunctionQuery } from '../../functions.ts';
import { toRangeSql } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSubjectSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

const release = 'service, version, commit, build_id, environment';
const slice = `${release}, ring, function_id, cohort`;

/** Columns of a series, of which any of its points tells. */
function anyOf(columns: string): string {
  return columns
    .split(', ')
    .map((name) => `any_value(${name}) AS ${name}`)
    .join(', ');
}

export function selectFunctionReleases(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const from = query.from === undefined ? 'TRUE' : `time_ns >= ${toNano(query.from)}`;
  return {
    // Of a total few points are kept, but each says when its counter began.
    sql: `WITH each AS (SELECT ${anyOf(`${release}, ring, process`)}, min(CASE WHEN start_ns > 0 THEN least(start_ns, time_ns) ELSE time_ns END) AS first_ns, max(time_ns) AS last_ns
        FROM functions WHERE ${from} AND ${toScopeSql(query, parameters)} GROUP BY series)
      SELECT ${release}, list(DISTINCT ring ORDER BY ring) AS rings, min(first_ns) AS first_ns, max(last_ns) AS last_ns,
        count(DISTINCT process) AS processes FROM each GROUP BY ${release} ORDER BY first_ns DESC, ${release}`,
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
    sql: `WITH each AS (SELECT ${anyOf(`${release}, ring, function_id, metric, name, file, reason, process`)}, bool_or(changed) AS changed,
        max(value) AS value, min(time_ns) FILTER (value >= 1) AS since_ns, max(time_ns) AS told_ns FROM functions WHERE ${scope} GROUP BY series),
      told AS (SELECT ${release}, ring, function_id, arg_max(name, told_ns) AS name, arg_max(file, told_ns) AS file,
        bool_or(changed) AS changed, count(DISTINCT process) AS processes,
        count(DISTINCT process) FILTER (metric = 'loaded' AND value >= 1) AS loaded,
        count(DISTINCT process) FILTER (metric = 'unverifiable' AND value >= 1) AS unverifiable,
        coalesce(mode(reason) FILTER (metric = 'unverifiable' AND value >= 1), '') AS reason,
        min(since_ns) FILTER (metric = 'loaded') AS loaded_ns, max(told_ns) AS told_ns,
        coalesce(max(value) FILTER (metric = 'stride'), 1) AS stride
      FROM each GROUP BY ${release}, ring, function_id),
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

/**
 * Calls and errors by what they were counted under. A running total counts by what its last point in the range has more
 * than the last before it; one that does not say when it began, by each step, since it may begin anew unseen.
 */
export function selectCounts(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const scope = `metric IN ('calls', 'errors') AND ${toScopeSql(query, parameters)}`;
  const from = query.from === undefined ? undefined : `${toNano(query.from)}::BIGINT`;
  const inside = from === undefined ? 'TRUE' : `time_ns >= ${from}`;
  // Of a counter that began before the range, the first point that is known says nothing about the range.
  const unknown = from === undefined ? 'FALSE' : `start_ns < ${from}`;
  const example = `CASE WHEN ${from === undefined ? 'TRUE' : `example_ns >= ${from}`} THEN example_ns END`;
  return {
    sql: `WITH scoped AS (SELECT * FROM functions WHERE ${scope}),
      totals AS (SELECT series, start_ns, arg_max(value, time_ns) FILTER (${inside}) AS last,
          coalesce(arg_max(value, time_ns) FILTER (NOT (${inside})), CASE WHEN ${unknown} THEN arg_min(value, time_ns) ELSE 0 END) AS base
        FROM scoped WHERE NOT delta AND start_ns > 0 GROUP BY series, start_ns),
      grown AS (SELECT s.series, any_value(t.last - t.base) AS increment, min(s.time_ns) AS first_ns,
          min(s.time_ns) FILTER (s.value = t.last) AS last_ns, min(${example}) AS example_ns,
          arg_min(s.trace_id, s.time_ns) FILTER (s.trace_id IS NOT NULL) AS trace_id
        FROM scoped s JOIN totals t ON s.series = t.series AND s.start_ns = t.start_ns
        WHERE NOT s.delta AND ${inside} AND t.last > t.base AND s.value > t.base GROUP BY s.series, s.start_ns),
      steps AS (SELECT series, time_ns, example_ns, trace_id, CASE WHEN delta THEN value WHEN before IS NULL THEN CASE WHEN ${unknown} THEN 0 ELSE value END
          WHEN value < before THEN value ELSE value - before END AS increment
        FROM (SELECT *, lag(value) OVER (PARTITION BY series ORDER BY time_ns) AS before FROM (
          SELECT series, start_ns, time_ns, delta, max(value) AS value, min(example_ns) AS example_ns, any_value(trace_id) AS trace_id
          FROM scoped WHERE delta OR start_ns <= 0 GROUP BY series, start_ns, time_ns, delta)) WHERE ${inside}),
      increments AS (SELECT * FROM grown UNION ALL SELECT series, sum(increment), min(time_ns), max(time_ns), min(${example}),
          arg_min(trace_id, time_ns) FILTER (trace_id IS NOT NULL) FROM steps WHERE increment > 0 GROUP BY series),
      told AS (SELECT series, ${anyOf(`${slice}, metric, error_type, error_origin`)} FROM scoped GROUP BY series)
      SELECT ${slice}, metric, error_type, error_origin, sum(increment) AS count, min(least(first_ns, coalesce(example_ns, first_ns))) AS first_ns,
        max(last_ns) AS last_ns, replace((arg_min(trace_id, first_ns) FILTER (trace_id IS NOT NULL))::VARCHAR, '-', '') AS trace_id
      FROM increments JOIN told USING (series) GROUP BY ALL ORDER BY ${slice}, metric, count DESC, error_type, error_origin`,
    values: parameters.values,
  };
}

/** Durations by bucket, counted as calls are: what the last point of a running total has more than the last before the range. */
export function selectDurations(query: FunctionQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const scope = `metric = 'duration' AND ${toScopeSql(query, parameters)}`;
  const from = query.from === undefined ? undefined : `${toNano(query.from)}::BIGINT`;
  const inside = from === undefined ? 'TRUE' : `time_ns >= ${from}`;
  const base = from === undefined ? 'NULL' : `coalesce(base, CASE WHEN start_ns < ${from} THEN first END)`;
  return {
    sql: `WITH scoped AS (SELECT *, {scale: scale, zero: zero_count, buckets: buckets} AS h FROM functions WHERE ${scope}),
      ends AS (SELECT series, start_ns, ${anyOf(slice)}, arg_max(h, time_ns) FILTER (${inside}) AS last,
          arg_max(h, time_ns) FILTER (NOT (${inside})) AS base, arg_min(h, time_ns) AS first
        FROM scoped WHERE NOT delta GROUP BY series, start_ns),
      signed AS (SELECT ${slice}, 1 AS sign, last AS h FROM ends WHERE last IS NOT NULL
        UNION ALL SELECT ${slice}, -1, ${base} FROM ends WHERE last IS NOT NULL AND (${base}) IS NOT NULL
        UNION ALL SELECT ${anyOf(slice)}, 1, any_value(h) FROM scoped WHERE delta AND ${inside} GROUP BY series, start_ns, time_ns),
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
