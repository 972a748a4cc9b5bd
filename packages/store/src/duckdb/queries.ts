import { latencyEdgesNano, limits, SeatrialError } from '@seatrial/model';
import { toSubject } from '@seatrial/model';
import type { Intrinsic } from '@seatrial/model';
import type { HistogramQuery, ListQuery, ReleasesQuery, SliceQuery, SpansQuery } from '../store.ts';
import type { TimeRange } from '../time-range.ts';
import { toPhaseSql } from './phase-sql.ts';
import { Parameters, toKeySql, toSelectorSql, toSubjectSql } from './selector-sql.ts';
import type { Layout } from './selector-sql.ts';
import { quote } from './tables.ts';

/** A statement and its values. */
export interface Statement {
  readonly sql: string;
  readonly values: Parameters['values'];
}

const releaseColumns = 's.service, s.version, s.build_id, s.deployment_id, s.ring, s.commit, s.environment';
/** 2^63 nanoseconds in milliseconds, rounded down. */
const latestMs = 9_223_372_036_854;
/** Of rows that stand for as many each; rows of different weight would need weighted quantiles, and get none. */
export const quantiles: string =
  'CASE WHEN min(s.weight) = max(s.weight) THEN quantile_disc(s.duration_ns, [0.5, 0.95, 0.99]) END';
/** Sampled rows stand for several: their weights restore the count. */
export const restored: string = 'round(sum(s.weight))::BIGINT';
export const restoredErrors: string = 'coalesce(round(sum(s.weight) FILTER (s.error)), 0)::BIGINT';

/** What the rows of spans are made from, in the order that `toSpanRow` reads by name. */
const fixedColumns = `s.cursor, replace(s.trace_id::VARCHAR, '-', '') AS trace_id, lpad(lower(to_hex(s.span_id)), 16, '0') AS span_id,
  CASE WHEN s.parent_span_id IS NULL THEN '' ELSE lpad(lower(to_hex(s.parent_span_id)), 16, '0') END AS parent_span_id,
  s.start_ns, s.duration_ns, ${releaseColumns}, s.name, s.kind, s.route, s.status, s.status_message, s.error, s.entry,
  s.trace_state, to_json(s.attributes)::VARCHAR AS attributes, s.kinds, to_json(r.attributes)::VARCHAR AS resource,
  r.kinds AS resource_kinds, s.scope_name, s.scope_version, s.events, s.links, s.dropped_attributes, s.dropped_events, s.dropped_links`;

/** Under which name the column of a promoted attribute is read. */
export function toAttributeAlias(name: string): string {
  return `attribute ${name}`;
}

export function toSpanColumns({ columns }: Layout): string {
  const promoted = [...columns.keys()].map((name) => `s.${quote(name)} AS ${quote(toAttributeAlias(name))}`);
  return [fixedColumns, ...promoted].join(', ');
}

export function selectReleaseSpans(query: ReleasesQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const columns = toReleaseColumns(query, parameters);
  const where = toWhereSql(query, parameters);
  return {
    sql: `SELECT ${columns}, count(*) AS spans, min(s.start_ns) AS first_ns, max(s.start_ns) AS last_ns
      FROM ${parameters.from('spans')} WHERE ${where} GROUP BY ALL`,
    values: parameters.values,
  };
}

function toReleaseColumns({ by }: ReleasesQuery, parameters: Parameters): string {
  if (by === undefined) return releaseColumns;
  return `${releaseColumns}, coalesce((${toSubjectSql(toSubject(by), parameters)})::VARCHAR, '') AS by_value`;
}

/** User-facing requests only: mirrored and unfinished ones are in no rate. */
export function selectReleaseRequests(query: ReleasesQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const columns = toReleaseColumns(query, parameters);
  const requests = toRequestsSql(query, parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  return {
    sql: `${requests} SELECT ${columns}, ${restored} AS requests, ${restoredErrors} AS errors, ${quantiles} AS quantiles
      FROM ${parameters.from('requests')} WHERE NOT s.shadow AND NOT s.unfinished AND (${where}) GROUP BY ALL`,
    values: parameters.values,
  };
}

export function selectOperations(query: ListQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const where = toWhereSql(query, parameters);
  return {
    sql: `SELECT s.service, s.name, s.kind, s.route, ${restored} AS spans, ${restoredErrors} AS errors, ${quantiles} AS quantiles,
      max(s.start_ns) AS last_ns FROM ${parameters.from('spans')} WHERE ${where}
      GROUP BY s.service, s.name, s.kind, s.route ORDER BY spans DESC, s.service, s.name, s.kind, s.route LIMIT ${toLimit(query.limit)}`,
    values: parameters.values,
  };
}

const orders: Readonly<Record<Exclude<NonNullable<SpansQuery['order']>, 'newest'>, string>> = {
  oldest: 's.start_ns, s.cursor',
  slowest: 's.duration_ns DESC, s.cursor',
  random: 'random()',
};

/** Spans after a cursor, or in an order; the newest are read by `readNewestSpans`. */
export function selectSpans(query: SpansQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const where = toWhereSql(query, parameters);
  const after = query.after === undefined ? 'TRUE' : `s.cursor > ${parameters.add(BigInt(query.after))}`;
  const order = query.after === undefined ? query.order : undefined;
  const by = order === undefined || order === 'newest' ? 's.cursor' : orders[order];
  // The rows are found by what is asked for, and only theirs are read whole.
  return {
    sql: `SELECT ${toSpanColumns(layout)} FROM spans s LEFT JOIN resources r ON r.id = s.resource_id
      WHERE s.rowid IN (SELECT s.rowid FROM ${parameters.from('spans')} WHERE ${after} AND ${where} ORDER BY ${by} LIMIT ${toLimit(query.limit)})
      ORDER BY ${by}`,
    values: parameters.values,
  };
}

/** Whole spans in the order of their arrival, `limit` after a cursor. */
export function selectRecords(query: SliceQuery, after: number, limit: number, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const where = toWhereSql(query, parameters);
  return {
    sql: `SELECT ${toSpanColumns(layout)} FROM spans s LEFT JOIN resources r ON r.id = s.resource_id
      WHERE s.cursor > ${toWhole('after', after, 0)} AND ${where} ORDER BY s.cursor LIMIT ${toLimit(limit)}`,
    values: parameters.values,
  };
}

export function selectHistogram(query: HistogramQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const requests = toRequestsSql(query, parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  const batch = toWhole('batchMs', query.batchMs ?? 60_000, 1) * 1_000_000;
  const edges = query.edgesNano ?? latencyEdgesNano;
  const release = query.by === 'release';
  const cohort =
    query.cohort === undefined
      ? `''`
      : `coalesce(${toSubjectSql(toSubject(`cohort.${query.cohort}`), parameters)}, '')`;
  const ofPhase = toPhaseSql(toWhole('warmUpMs', query.warmUpMs ?? limits.warmUpMs, 0));
  const phase = query.phase === undefined ? 'TRUE' : `phase = ${parameters.add(query.phase)}`;
  return {
    sql: `${requests}, rows AS (
      SELECT s.service, s.environment, ${release ? 's.version' : 's.ring'} AS arm, ${release ? 's.commit' : `''`} AS commit,
        ${release ? 's.build_id' : `''`} AS build_id, s.route, ${cohort} AS cohort, s.start_ns - s.start_ns % ${batch} AS batch_ns, s.error, s.duration_ns, s.weight,
        ${ofPhase} AS phase
      FROM ${parameters.from('requests')} WHERE ${where})
      SELECT service, environment, arm, commit, build_id, route, cohort, phase, batch_ns, count(*) AS requests,
        count(*) FILTER (error) AS errors, sum(weight) AS weight, [${toCounts(edges)}] AS counts
      FROM rows WHERE ${phase} GROUP BY service, environment, arm, commit, build_id, route, cohort, phase, batch_ns
      ORDER BY batch_ns, service, environment, arm, commit, build_id, route, cohort, phase`,
    values: parameters.values,
  };
}

export function selectAttributeValues(name: string, limit: number, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const key = toKeySql(toSubject(name), parameters);
  return {
    sql: `SELECT key::VARCHAR AS value, spans FROM (SELECT (${key}) AS key, count(*) AS spans FROM ${parameters.from('spans')}
      WHERE (${key}) IS NOT NULL GROUP BY 1) ORDER BY spans DESC, value LIMIT ${toLimit(limit)}`,
    values: parameters.values,
  };
}

/** What is one request: all its attempts are equal in these, and a condition on them may come before the choice. */
const shared: readonly string[] = ['service', 'route'] satisfies readonly Intrinsic[];
const attempted = 's.trace_id, s.service, s.route, s.shadow';

/**
 * The requests of a time range, chosen before any selector: of each (trace, service, route, mirrored or not) the first
 * entry span. A selector then asks about those, so that a retry which matches does not become a first attempt. Only where
 * there are several they are put in order: to order all of them costs three times as much.
 */
export function toRequestsSql(query: SliceQuery, parameters: Parameters): string {
  const within = (query.where ?? []).filter(
    ({ subject }) => subject.kind === 'intrinsic' && shared.includes(subject.name),
  );
  const entries = `FROM spans s WHERE s.entry AND ${toRangeSql(query, parameters)} AND ${toSelectorSql(within, parameters)}`;
  return `WITH repeated AS MATERIALIZED (SELECT hash(${attempted}) AS attempted ${entries} GROUP BY attempted HAVING count(*) > 1),
    requests AS (SELECT * ${entries} AND hash(${attempted}) NOT IN (FROM repeated)
      UNION ALL (SELECT * ${entries} AND hash(${attempted}) IN (FROM repeated)
        QUALIFY row_number() OVER (PARTITION BY ${attempted} ORDER BY s.start_ns, s.span_id) = 1))`;
}

export function toWhereSql(query: SliceQuery, parameters: Parameters): string {
  return `${toRangeSql(query, parameters)} AND ${toSelectorSql(query.where ?? [], parameters)}`;
}

export function toRangeSql(range: TimeRange, parameters: Parameters): string {
  return toTimeSql('s.start_ns', range, parameters);
}

/** A column of nanoseconds within a time, half-open. */
export function toTimeSql(column: string, { from, to }: TimeRange, parameters: Parameters): string {
  // A column of signed nanoseconds ends in the year 2262, and so do questions about it.
  const nano = (milliseconds: number): string =>
    `${parameters.add(BigInt(Math.round(Math.max(-latestMs, Math.min(milliseconds, latestMs)))) * 1_000_000n)}::BIGINT`;
  const parts = [
    ...(from === undefined ? [] : [`${column} >= ${nano(from)}`]),
    ...(to === undefined ? [] : [`${column} < ${nano(to)}`]),
  ];
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ');
}

/** One count a bucket; edges are whole nanoseconds and are compared, so that every engine counts alike. */
function toCounts(edges: readonly number[]): string {
  const whole = edges.map((edge) => toWhole('edgesNano', edge, 0));
  if (whole.some((edge, index) => index > 0 && edge <= (whole[index - 1] ?? 0)))
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', 'edgesNano must rise from each edge to the next.');
  const below = [...whole.map((edge) => `duration_ns <= ${edge}`), 'TRUE'];
  const above = ['TRUE', ...whole.map((edge) => `duration_ns > ${edge}`)];
  return below.map((upper, index) => `count(*) FILTER (${above[index]} AND ${upper})`).join(', ');
}

export function selectSummaries(query: TimeRange): Statement {
  const minute = (milliseconds: number): number =>
    Math.floor(Math.max(-latestMs, Math.min(milliseconds, latestMs)) / 60_000);
  const from = query.from === undefined ? 'TRUE' : `minute >= ${minute(query.from)}`;
  const to = query.to === undefined ? 'TRUE' : `minute * 60000::BIGINT < ${Math.round(query.to)}`;
  return {
    sql: `SELECT * FROM summaries WHERE ${from} AND ${to}
      ORDER BY minute, service, version, commit, build_id, environment, ring, route, cohort, phase`,
    values: [],
  };
}

export function toLimit(limit: number = 100): number {
  return toWhole('limit', limit, 0);
}

export function toWhole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${name} is ${value}; it has to be a whole number of at least ${least}.`,
  );
}
