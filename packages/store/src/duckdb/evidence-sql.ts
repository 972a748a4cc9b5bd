import { limits, SeatrialError, toSubject } from '@seatrial/model';
import type { BatchQuery, ComparisonQuery, DistributionQuery, PairQuery, SightingQuery } from '../evidence.ts';
import { fineBucket } from './fine-bucket-sql.ts';
import { toRangeSql } from './queries.ts';
import type { Statement } from './queries.ts';
import { Parameters, toSelectorSql, toSubjectSql } from './selector-sql.ts';
import type { Layout } from './selector-sql.ts';
import { attemptMinutes, toFirstSql } from './first-attempts-sql.ts';
import { toPhaseSql } from './phase-sql.ts';

const minuteMs = 60_000;
const subjectName = '.feature_flag.context.id';

/** Of `spans s`: what is not of the phase `unfinished`; mirrored requests are a phase of their own. */
export const servedSql = '(s.shadow OR NOT s.unfinished)';

export function selectSightings(query: SightingQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const value =
    query.by === undefined ? `''` : `coalesce((${toSubjectSql(toSubject(query.by), parameters)})::VARCHAR, '')`;
  return {
    sql: `SELECT s.version, s.commit, s.build_id, s.environment, s.ring, ${value} AS value, min(s.start_ns) AS first_ns,
        max(s.start_ns) AS last_ns, count(*) AS requests, count(*) FILTER (s.shadow) AS shadow
      FROM ${parameters.from('spans')} WHERE s.entry AND ${servedSql} AND s.service = ${parameters.add(query.service)} AND ${toRangeSql(query, parameters)}
      GROUP BY ALL ORDER BY first_ns, s.version, s.commit, s.build_id, s.environment, s.ring, value`,
    values: parameters.values,
  };
}

/** Where the bounds of each arm are, before anything is counted once. */
export function selectArms(query: ComparisonQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const hasSubject =
    query.unit === 'subject' ? `(${toSubjectSql(toSubject(subjectName), parameters)}) IS NOT NULL` : 'FALSE';
  const from = toEntriesSql(query, parameters, [`${hasSubject} AS has_subject`]);
  return {
    sql: `WITH ${from} SELECT arm, min(batch) FILTER (NOT shadow) AS first, max(batch) FILTER (NOT shadow) AS last,
      count(*) FILTER (NOT shadow) AS requests, count(*) FILTER (NOT shadow AND has_subject) AS with_subject,
      count(*) FILTER (shadow) AS shadow FROM entries WHERE arm IS NOT NULL AND asked AND phase <> 'unfinished' GROUP BY arm ORDER BY arm DESC`,
    values: parameters.values,
  };
}

/** Traces with more than one entry span of the service, `limit` at most. */
export function selectRepeatedTraces(query: ComparisonQuery, limit: number): Statement {
  return {
    sql: `SELECT trace_id::VARCHAR AS id FROM spans s WHERE s.entry AND s.service = $1 AND ${toMinutesSql(toEarlier(query))}
      GROUP BY trace_id HAVING count(*) > 1 LIMIT ${limit}`,
    values: [query.service],
  };
}

/** What is known of repeated traces beforehand; undefined where the statement looks for them itself. */
export type Repeated = readonly string[] | undefined;

export function selectDistribution(query: DistributionQuery, layout: Layout, repeated: Repeated): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const requests = toUnitsSql(query, parameters, repeated);
  const start = toWhole('start', query.start);
  const calibration = toWhole('calibration', query.calibration);
  return {
    sql: `WITH ${requests}, sums AS (
        SELECT route, batch, sum(count(*)) OVER (PARTITION BY route ORDER BY batch) AS seen FROM units
        WHERE arm = 'baseline' AND phase = 'steady' GROUP BY route, batch),
      frozen AS (SELECT route, greatest(min(batch) FILTER (seen >= ${calibration}), ${start - 1}) AS frozen_at FROM sums GROUP BY route
        HAVING max(seen) >= ${calibration}),
      buckets AS (SELECT arm, route, phase, batch < ${start} AS before, coalesce(batch <= f.frozen_at, FALSE) AS early, f.frozen_at,
          ${fineBucket} AS bucket, count(*) AS requests, count(*) FILTER (error) AS errors
        FROM units LEFT JOIN frozen f USING (route) GROUP BY ALL)
      SELECT arm, route, phase, CASE WHEN before THEN 'before' WHEN early THEN 'calibration' ELSE 'judged' END AS period, frozen_at,
        sum(requests) AS requests, sum(errors) AS errors, list(bucket ORDER BY bucket) AS buckets, list(requests ORDER BY bucket) AS counts
      FROM buckets GROUP BY ALL ORDER BY arm DESC, route, phase, period`,
    values: parameters.values,
  };
}

export function selectBatches(query: BatchQuery, layout: Layout, repeated: Repeated): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const cohorts = (query.cohorts ?? []).map(
    (name) => `coalesce(${toSubjectSql(toSubject(`cohort.${name}`), parameters)}, '')`,
  );
  const cohort = cohorts.length === 0 ? `''` : cohorts.join(` || ',' || `);
  const units = toUnitsSql(query, parameters, repeated, [`${cohort} AS cohort`]);
  const { edges = [] } = query;
  const most = Math.max(0, ...edges.map(({ nano }) => nano.length));
  const columns = Array.from({ length: most }, (_, index) => `e${index}`);
  const rows = edges.map(
    ({ route, nano }) =>
      `(${[parameters.add(route), ...columns.map((_, index) => (nano[index] === undefined ? 'NULL' : toWhole('edges', nano[index])))].join(', ')})`,
  );
  // Without edges no route can match.
  const table =
    rows.length === 0
      ? `(SELECT NULL::VARCHAR AS edge_route)`
      : `(VALUES ${rows.join(', ')}) AS t(${['edge_route', ...columns].join(', ')})`;
  const above = columns.map((column) => `count(*) FILTER (duration_ns > ${column})`);
  return {
    sql: `WITH ${units} SELECT batch, arm, route, cohort, count(*) AS requests, count(*) FILTER (error) AS errors,
        min(weight) AS least_weight, max(weight) AS most_weight, ${above.length === 0 ? '[]::BIGINT[]' : `[${above.join(', ')}]`} AS above
      FROM units LEFT JOIN ${table} ON route = edge_route WHERE phase = 'steady' GROUP BY batch, arm, route, cohort
      ORDER BY batch, route, cohort, arm DESC`,
    values: parameters.values,
  };
}

export function selectPairs(query: PairQuery, layout: Layout, repeated: Repeated): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const units = toUnitsSql({ ...query, unit: 'request' }, parameters, repeated);
  const factor = Math.round(query.slowerFactor * 1000);
  return {
    sql: `WITH ${units} SELECT greatest(c.batch, b.batch) AS batch, c.route, count(*) AS pairs,
        count(*) FILTER (c.error) AS candidate_errors, count(*) FILTER (b.error) AS baseline_errors,
        count(*) FILTER (c.error AND NOT b.error) AS candidate_only, count(*) FILTER (b.error AND NOT c.error) AS baseline_only,
        count(*) FILTER (c.duration_ns * 1000 > b.duration_ns * ${factor}) AS candidate_slower,
        count(*) FILTER (b.duration_ns * 1000 > c.duration_ns * ${factor}) AS baseline_slower
      FROM units c JOIN units b ON c.trace_id = b.trace_id AND c.route = b.route
      WHERE c.phase = 'shadow' AND b.phase = 'steady' AND c.arm = 'candidate' AND b.arm = 'baseline'
      GROUP BY 1, 2 ORDER BY 1, 2`,
    values: parameters.values,
  };
}

export function selectErrorGroups(query: ComparisonQuery, layout: Layout): Statement {
  // Any failing span of the service, not its entry spans alone: the exception is where it was thrown.
  const parameters = new Parameters(layout);
  const arm = toArmSql(query, parameters);
  const type = toSubjectSql(toSubject('.error.type'), parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  const exception = `list_filter(json_transform(s.events, '["JSON"]'), lambda e: e->>'$.name' = 'exception')[1]`;
  const attribute = (name: string): string => `json_extract_string(exception, '$.attributes."exception.${name}"')`;
  const service = parameters.add(query.service);
  const warmUp = toWhole('warmUpMs', query.warmUpMs ?? limits.warmUpMs) * 1_000_000;
  return {
    sql: `WITH failing AS (
        SELECT ${arm} AS arm, s.route, s.entry, s.trace_id, s.status_message, ${type} AS error_type, ${exception} AS exception
        FROM ${parameters.from('spans')} WHERE s.error AND NOT s.shadow AND NOT s.unfinished AND s.service = ${service}
          AND coalesce(s.start_ns - s.process_start_ns >= ${warmUp}, TRUE)
          AND ${toMinutesSql(query)} AND (${where})),
      groups AS (SELECT arm, CASE WHEN entry THEN route ELSE '' END AS route, trace_id, entry, coalesce(${attribute('type')}, error_type, '') AS type,
          coalesce(${attribute('message')}, status_message, '') AS message, coalesce(${attribute('stacktrace')}, '') AS stack
        FROM failing WHERE arm IS NOT NULL)
      SELECT route, type, message, stack, count(DISTINCT trace_id) FILTER (arm = 'candidate') AS candidate,
        count(DISTINCT trace_id) FILTER (arm = 'baseline') AS baseline,
        replace(coalesce(min(trace_id) FILTER (arm = 'candidate'), min(trace_id))::VARCHAR, '-', '') AS trace_id
      FROM groups GROUP BY route, type, message, stack ORDER BY candidate DESC, baseline DESC, route, type, message, stack LIMIT 1000`,
    values: parameters.values,
  };
}

/** `entries`: the entry spans of the service with their arm (NULL for neither), batch and phase. */
function toEntriesSql(query: ComparisonQuery, parameters: Parameters, more: readonly string[] = []): string {
  const arm = toArmSql(query, parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  const phase = toPhaseSql(toWhole('warmUpMs', query.warmUpMs ?? limits.warmUpMs));
  const columns = [
    `${arm} AS arm`,
    `(${where}) AS asked`,
    's.trace_id',
    's.route',
    's.shadow',
    's.minute',
    's.start_ns',
    's.span_id',
    's.error',
    's.duration_ns',
    's.weight',
    `${toBatchSql(query.batchSeconds ?? 60)} AS batch`,
    `${phase} AS phase`,
    ...more,
  ];
  return `entries AS (SELECT ${columns.join(', ')} FROM ${parameters.from('spans')}
    WHERE s.entry AND s.service = ${parameters.add(query.service)} AND ${toMinutesSql(query)})`;
}

/**
 * `units`: what counts once, of either arm. Only where a trace has several entry spans is it looked which was first:
 * nearly all have one, and to group by trace costs a fraction of ordering them all.
 */
function toUnitsSql(
  query: ComparisonQuery,
  parameters: Parameters,
  repeated: Repeated,
  more: readonly string[] = [],
): string {
  const bySubject = query.unit === 'subject';
  const subject = bySubject ? [`${toSubjectSql(toSubject(subjectName), parameters)} AS subject`] : [];
  const entries = toEntriesSql(bySubject ? query : toEarlier(query), parameters, [...more, ...subject]);
  const asked = `arm IS NOT NULL AND asked${query.from === undefined ? '' : ` AND minute >= ${toMinute('from', query.from)}`}`;
  if (!bySubject && repeated?.length === 0) return `${entries}, units AS (SELECT * FROM entries WHERE ${asked})`;
  const key = bySubject ? 'subject' : 'trace_id';
  const first = bySubject
    ? 'row_number() OVER (PARTITION BY subject, route, shadow ORDER BY minute, start_ns, span_id) = 1'
    : toFirstSql('trace_id, route, shadow');
  const known = bySubject ? 'subject IS NOT NULL' : 'TRUE';
  const several =
    repeated === undefined || bySubject
      ? `SELECT ${key} FROM entries GROUP BY ${key} HAVING count(*) > 1`
      : `SELECT unnest([${repeated.map((id) => `'${id}'`).join(', ')}])::UUID`;
  return `${entries}, several AS (${several}),
    units AS (SELECT * FROM (
      SELECT * FROM entries WHERE ${known} AND ${key} NOT IN (FROM several)
      UNION ALL SELECT * FROM entries WHERE ${known} AND ${key} IN (FROM several) QUALIFY ${first})
      WHERE ${asked})`;
}

/** The same with the time before it in which an earlier attempt would make one of its requests a retry. */
function toEarlier<Q extends ComparisonQuery>(query: Q): Q {
  return query.from === undefined ? query : { ...query, from: Math.max(0, query.from - attemptMinutes * minuteMs) };
}

export function toArmSql({ candidate, baseline }: ComparisonQuery, parameters: Parameters): string {
  const toSql = (selector: ComparisonQuery['candidate']): string => toSelectorSql(selector, parameters);
  return `CASE WHEN ${toSql(candidate)} THEN 'candidate' WHEN ${toSql(baseline)} THEN 'baseline' END`;
}

/** Start of the batch in milliseconds. Parts of a minute are those of the request's end, where that minute counts it. */
export function toBatchSql(batchSeconds: number): string {
  const whole = toWhole('batchSeconds', batchSeconds);
  if (whole < 1 || (60 % whole !== 0 && whole % 60 !== 0))
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `batchSeconds is ${batchSeconds}; give a divisor of 60 or a multiple of it.`,
    );
  const start = `s.minute::BIGINT * ${minuteMs}`;
  if (whole === 60) return start;
  if (whole > 60) return `${start} - (${start}) % ${whole * 1000}`;
  const end = '(s.start_ns + s.duration_ns)';
  return `${start} + CASE WHEN ${end} // 60000000000 = s.minute THEN (${end} % 60000000000) // ${whole * 1e9} * ${whole * 1000} ELSE 0 END`;
}

function toMinutesSql({ from, to }: Pick<ComparisonQuery, 'from' | 'to'>): string {
  return [
    ...(from === undefined ? [] : [`s.minute >= ${toMinute('from', from)}`]),
    ...(to === undefined ? [] : [`s.minute < ${toMinute('to', to)}`]),
    'TRUE',
  ].join(' AND ');
}

export function toMinute(name: string, ms: number): number {
  return Math.floor(toWhole(name, ms) / minuteMs);
}

export function toWhole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${name} is ${value}; it has to be a whole number of at least 0.`);
}
