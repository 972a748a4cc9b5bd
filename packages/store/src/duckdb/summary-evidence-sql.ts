import { fineLatencyEdgesNano, limits } from '@seatrial/model';
import type { Intrinsic, Selector } from '@seatrial/model';
import type { BatchQuery, ComparisonQuery, DistributionQuery, SightingQuery } from '../evidence.ts';
import { servedSql, toArmSql, toBatchSql, toMinute, toWhole } from './evidence-sql.ts';
import { toRangeSql } from './queries.ts';
import type { Statement } from './queries.ts';
import { Parameters, toSelectorSql } from './selector-sql.ts';
import type { Layout } from './selector-sql.ts';
import type { MinuteRange } from './summaries.ts';
import { toSummarySelect } from './summary-sql.ts';

// The evidence of a verdict from what was summed up of closed minutes: a hundredth of the rows that its requests are.

/** What `summaries` have of their own. */
const known: ReadonlySet<Intrinsic> = new Set([
  'service',
  'release',
  'version',
  'build',
  'ring',
  'commit',
  'environment',
  'route',
]);

/** The last minute that any span is counted in. */
const lastMinute = 2 ** 31 - 1;

/**
 * Whether summaries can answer: what tells the arms apart is in them, units are requests, batches whole minutes, and
 * most of the time asked about is summed up.
 */
export function isSummedUp(
  query: ComparisonQuery & Pick<BatchQuery, 'cohorts' | 'edges'>,
  covered: MinuteRange,
): boolean {
  const { where = [], candidate, baseline, cohorts = [], edges = [] } = query;
  const { from, to } = toAsked(query);
  const within = Math.min(to, covered.to) - Math.max(from, covered.from);
  return (
    query.unit !== 'subject' &&
    (query.batchSeconds ?? 60) % 60 === 0 &&
    (query.warmUpMs ?? limits.warmUpMs) === limits.warmUpMs &&
    [where, candidate, baseline].every(isKnown) &&
    cohorts.length === 0 &&
    edges.every(({ nano }) => nano.every((edge) => fineEdges.has(edge))) &&
    within > 0 &&
    Math.max(0, covered.from - from) <= within
  );
}

const fineEdges: ReadonlyMap<number, number> = new Map(fineLatencyEdgesNano.map((edge, index) => [edge, index]));

function isKnown(selector: Selector): boolean {
  return selector.every(({ subject }) => subject.kind === 'intrinsic' && known.has(subject.name));
}

function toAsked({ from, to }: ComparisonQuery): MinuteRange {
  return {
    from: from === undefined ? 0 : toMinute('from', from),
    to: to === undefined ? lastMinute : toMinute('to', to),
  };
}

/**
 * Sightings count by the start of requests, minutes by their end: minutes with requests from both sides of a bound are
 * asked for their spans.
 */
export function selectSummedSightings(query: SightingQuery, layout: Layout, covered: MinuteRange): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const service = parameters.add(query.service);
  const release = 's.version, s.commit, s.build_id, s.environment, s.ring';
  const within = `s.minute >= ${covered.from} AND s.minute < ${covered.to}`;
  const bounds = [query.from, query.to].flatMap((bound) => (bound === undefined ? [] : [toNanoSql(bound)]));
  const torn = bounds.map((bound) => `(s.first_ns < ${bound} AND s.last_ns >= ${bound})`).join(' OR ');
  const after = query.from === undefined ? '' : ` AND s.first_ns >= ${toNanoSql(query.from)}`;
  const before = query.to === undefined ? '' : ` AND s.last_ns < ${toNanoSql(query.to)}`;
  const ofSpans = (
    minutes: string,
  ): string => `SELECT ${release}, min(s.start_ns) AS first_ns, max(s.start_ns) AS last_ns,
      count(*) AS requests, count(*) FILTER (s.shadow) AS shadow FROM spans s
    WHERE s.entry AND ${servedSql} AND s.service = ${service} AND ${toRangeSql(query, parameters)} AND ${minutes} GROUP BY ALL`;
  return {
    sql: `WITH own AS (SELECT * FROM summaries s WHERE s.service = ${service} AND ${within} AND s.phase <> 'unfinished'),
      torn AS MATERIALIZED (SELECT DISTINCT s.minute FROM own s WHERE ${torn || 'FALSE'}),
      parts AS (
        SELECT ${release}, min(s.first_ns) AS first_ns, max(s.last_ns) AS last_ns, sum(s.attempts) AS requests,
          coalesce(sum(s.attempts) FILTER (s.phase = 'shadow'), 0) AS shadow
        FROM own s WHERE s.minute NOT IN (FROM torn)${after}${before} GROUP BY ALL
        UNION ALL ${ofSpans('s.minute IN (FROM torn)')}
        UNION ALL ${ofSpans(`s.minute < ${covered.from}`)}
        UNION ALL ${ofSpans(`s.minute >= ${covered.to}`)})
      SELECT ${release}, '' AS value, min(s.first_ns) AS first_ns, max(s.last_ns) AS last_ns, sum(s.requests)::BIGINT AS requests,
        sum(s.shadow)::BIGINT AS shadow
      FROM parts s GROUP BY ALL ORDER BY first_ns, s.version, s.commit, s.build_id, s.environment, s.ring`,
    values: parameters.values,
  };
}

function toNanoSql(ms: number): string {
  return `${BigInt(Math.round(ms)) * 1_000_000n}::BIGINT`;
}

export function selectSummedArms(query: ComparisonQuery, layout: Layout, covered: MinuteRange): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  return {
    sql: `WITH ${toRequestsSql(query, parameters, covered)}
      SELECT arm, min(batch) FILTER (phase <> 'shadow') AS first, max(batch) FILTER (phase <> 'shadow') AS last,
        coalesce(sum(attempts) FILTER (phase <> 'shadow'), 0)::BIGINT AS requests, 0 AS with_subject,
        coalesce(sum(attempts) FILTER (phase = 'shadow'), 0)::BIGINT AS shadow
      FROM requests WHERE phase <> 'unfinished' GROUP BY arm ORDER BY arm DESC`,
    values: parameters.values,
  };
}

export function selectSummedDistribution(query: DistributionQuery, layout: Layout, covered: MinuteRange): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const requests = toRequestsSql(query, parameters, covered);
  const start = toWhole('start', query.start);
  const calibration = toWhole('calibration', query.calibration);
  return {
    sql: `WITH ${requests}, sums AS (
        SELECT route, batch, sum(sum(requests)) OVER (PARTITION BY route ORDER BY batch) AS seen FROM requests
        WHERE arm = 'baseline' AND phase = 'steady' GROUP BY route, batch),
      frozen AS (SELECT route, greatest(min(batch) FILTER (seen >= ${calibration}), ${start - 1}) AS frozen_at FROM sums GROUP BY route
        HAVING max(seen) >= ${calibration}),
      placed AS MATERIALIZED (SELECT arm, route, phase, CASE WHEN batch < ${start} THEN 'before' WHEN batch <= f.frozen_at THEN 'calibration' ELSE 'judged' END AS period,
          f.frozen_at, requests, errors, buckets, bucket_counts
        FROM requests LEFT JOIN frozen f USING (route) WHERE requests > 0),
      sets AS MATERIALIZED (SELECT row_number() OVER () AS set, * FROM (
        SELECT arm, route, phase, period, any_value(frozen_at) AS frozen_at, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors
        FROM placed GROUP BY arm, route, phase, period)),
      fine AS (SELECT set, bucket, sum(count)::BIGINT AS count
        FROM (SELECT set, unnest(buckets) AS bucket, unnest(bucket_counts) AS count FROM placed JOIN sets USING (arm, route, phase, period))
        GROUP BY set, bucket),
      lists AS (SELECT set, list(bucket::BIGINT ORDER BY bucket) AS buckets, list(count ORDER BY bucket) AS counts FROM fine GROUP BY set)
      SELECT arm, route, phase, period, frozen_at, requests, errors, buckets, counts FROM sets JOIN lists USING (set)
      ORDER BY arm DESC, route, phase, period`,
    values: parameters.values,
  };
}

export function selectSummedBatches(query: BatchQuery, layout: Layout, covered: MinuteRange): Statement {
  const parameters = new Parameters(layout, { entriesOnly: true });
  const requests = toRequestsSql(query, parameters, covered);
  const { edges = [] } = query;
  const most = Math.max(0, ...edges.map(({ nano }) => nano.length));
  const columns = Array.from({ length: most }, (_, index) => `e${index}`);
  const rows = edges.map(
    ({ route, nano }) =>
      `(${[parameters.add(route), ...columns.map((_, index) => fineEdges.get(nano[index] ?? Number.NaN) ?? 'NULL')].join(', ')})`,
  );
  const totals = `SELECT batch, arm, route, sum(requests)::BIGINT AS requests, sum(errors)::BIGINT AS errors,
      min(least_weight) AS least_weight, max(most_weight) AS most_weight FROM steady GROUP BY batch, arm, route`;
  const steady = `steady AS MATERIALIZED (SELECT * FROM requests WHERE phase = 'steady' AND requests > 0)`;
  if (most === 0)
    return {
      sql: `WITH ${requests}, ${steady} SELECT *, '' AS cohort, []::BIGINT[] AS above FROM (${totals}) ORDER BY batch, route, arm DESC`,
      values: parameters.values,
    };
  // Bucket i holds what is above edge i - 1, so that above edge k is all in later buckets.
  const above = columns.map((column) => `coalesce(sum(count) FILTER (bucket > ${column}), 0)::BIGINT`).join(', ');
  return {
    sql: `WITH ${requests}, ${steady}, sets AS MATERIALIZED (SELECT row_number() OVER () AS set, * FROM (${totals})),
      fine AS (SELECT set, ${columns.join(', ')}, unnest(buckets) AS bucket, unnest(bucket_counts) AS count
        FROM steady JOIN sets USING (batch, arm, route) JOIN (VALUES ${rows.join(', ')}) AS t(${['edge_route', ...columns].join(', ')}) ON route = edge_route),
      counts AS (SELECT set, [${above}] AS above FROM fine GROUP BY set)
      SELECT batch, arm, route, requests, errors, least_weight, most_weight, '' AS cohort,
        coalesce(above, [${columns.map(() => '0').join(', ')}]::BIGINT[]) AS above
      FROM sets LEFT JOIN counts USING (set) ORDER BY batch, route, arm DESC`,
    values: parameters.values,
  };
}

/** `requests`: rows of summaries of either arm with their batch; of minutes that are not summed up made from their spans. */
function toRequestsSql(query: ComparisonQuery, parameters: Parameters, covered: MinuteRange): string {
  const asked = toAsked(query);
  const only = `s.service = ${parameters.add(query.service)}`;
  const closed = { from: Math.max(asked.from, covered.from), to: Math.min(asked.to, covered.to) };
  const names = `minute, version, commit, build_id, environment, ring, route, service, phase, requests, errors, attempts, least_weight,
    most_weight, buckets, bucket_counts`;
  const ofSpans = (from: number, to: number): readonly string[] =>
    from >= to ? [] : [`SELECT ${names} FROM (${toSummarySelect({ from, to, only })})`];
  const parts = [
    `SELECT ${names} FROM summaries s WHERE ${only} AND minute >= ${closed.from} AND minute < ${closed.to}`,
    ...ofSpans(asked.from, Math.min(asked.to, closed.from)),
    ...ofSpans(Math.max(asked.from, closed.to), asked.to),
  ];
  const arm = toArmSql(query, parameters);
  const where = toSelectorSql(query.where ?? [], parameters);
  return `summed AS (${parts.join(' UNION ALL ')}),
    requests AS (SELECT * FROM (SELECT s.*, ${arm} AS arm, ${toBatchSql(query.batchSeconds ?? 60)} AS batch FROM summed s WHERE ${where})
      WHERE arm IS NOT NULL)`;
}
