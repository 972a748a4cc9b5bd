import { limits } from '@seatrial/model';
import { toSubject } from '@seatrial/model';
import type {
  ArmRow,
  BatchRow,
  DistributionRow,
  ErrorGroupRow,
  EvidenceReader,
  PairRow,
  SightingRow,
} from '@seatrial/store';
import type { ClickHouse } from '../bench/clickhouse.ts';
import { fineBucket, toArm, toAttribute, toEntries, toMinutes, toSelector, toText, toUnits } from './clickhouse-sql.ts';

/** Columns of a Parquet file that are not attributes. */
const own = new Set(
  `cursor minute trace_id span_id parent_span_id start_ns duration_ns service version build_id deployment_id ring commit environment
  name kind route status status_message cohort error entry shadow unfinished process_start_ns weight trace_state attributes kinds
  scope_name scope_version events links dropped_attributes dropped_events dropped_links resource resource_kinds hour release`.split(
    /\s+/,
  ),
);

/** Reads the spans that `seatrial store export` wrote, and answers from them what a verdict is made from. */
export async function openClickHouseEvidence(clickHouse: ClickHouse, folder: string): Promise<EvidenceReader> {
  const file = `file(${toText(`${folder}/spans/**/*.parquet`)}, Parquet)`;
  // It takes one statement after the other.
  let answered: Promise<unknown> = Promise.resolve();
  const ask = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const answer = answered.then(() => clickHouse.ask(sql));
    answered = answer.catch(() => undefined);
    const { result } = await answer;
    return result === '' ? [] : (JSON.parse(result) as { readonly data: readonly (readonly unknown[])[] }).data;
  };
  const described = await ask(`DESCRIBE ${file}`);
  const promoted = described.map(([name]) => String(name)).filter((name) => !own.has(name));
  const asMap = `map(${promoted.flatMap((name) => [toText(name), `\`${name}\``]).join(', ')})`;
  const known = (map: string): string => `mapFilter((k, v) -> v IS NOT NULL, ${map})`;
  const numbers = ['minute', 'span_id', 'start_ns', 'duration_ns', 'weight', 'error', 'entry', 'shadow', 'unfinished'];
  const texts = ['service', 'version', 'build_id', 'ring', 'commit', 'environment', 'route'];
  const kept = [...numbers, ...texts].map((name) => `assumeNotNull(${name}) AS ${name}`).join(', ');
  await ask(`CREATE OR REPLACE TABLE received ENGINE = Memory AS SELECT ${kept}, toString(assumeNotNull(trace_id)) AS trace_id,
    process_start_ns, ifNull(status_message, '') AS status_message, ifNull(events, '[]') AS events, resource,
    mapUpdate(${promoted.length === 0 ? known('attributes') : known(asMap)}, ${known('attributes')}) AS attributes FROM ${file}`);
  // Flags and cohorts of the entry span above, for spans that are none.
  await ask(`CREATE OR REPLACE TABLE spans ENGINE = Memory AS SELECT r.*, if(r.entry, map(), mapFilter((k, v) ->
      startsWith(k, 'feature_flags.') OR startsWith(k, 'seatrial.cohort.'), roots.attributes)) AS carried
    FROM (SELECT *, toString(resource) AS process FROM received) AS r
    ASOF LEFT JOIN (SELECT trace_id, toString(resource) AS process, start_ns, attributes FROM received WHERE entry) AS roots
    ON r.trace_id = roots.trace_id AND r.process = roots.process AND r.start_ns >= roots.start_ns`);
  return {
    async sightings({ service, by, from, to }) {
      const value = by === undefined ? `''` : `ifNull(${toAttribute(toSubject(by).name)}, '')`;
      const after = from === undefined ? '' : ` AND start_ns >= ${Math.round(from)}000000`;
      const before = to === undefined ? '' : ` AND start_ns < ${Math.round(to)}000000`;
      const rows =
        await ask(`SELECT version, commit, build_id, environment, ring, ${value} AS value, intDiv(min(start_ns), 1000000),
          intDiv(max(start_ns), 1000000), count(), countIf(shadow)
        FROM spans WHERE entry AND (shadow OR NOT unfinished) AND service = ${toText(service)}${after}${before}
        GROUP BY version, commit, build_id, environment, ring, value
        ORDER BY min(start_ns), version, commit, build_id, environment, ring, value`);
      return rows.map(([version, commit, buildId, environment, ring, shown, first, last, requests, shadow]) => ({
        version,
        commit,
        buildId,
        environment,
        ring,
        value: shown,
        first: Number(first),
        last: Number(last),
        requests: Number(requests),
        shadow: Number(shadow),
      })) as readonly SightingRow[];
    },
    async arms(query) {
      const withSubject = query.unit === 'subject' ? 'countIf(NOT shadow AND subject IS NOT NULL)' : '0';
      const rows = await ask(`WITH ${toEntries(query)} SELECT arm, minIf(batch, NOT shadow), maxIf(batch, NOT shadow),
          countIf(NOT shadow), ${withSubject}, countIf(shadow)
        FROM entries WHERE arm <> '' AND asked AND phase <> 'unfinished' GROUP BY arm ORDER BY arm DESC`);
      return rows.map(([arm, first, last, requests, subjects, shadow]) => ({
        arm,
        first: Number(first),
        last: Number(last),
        requests: Number(requests),
        withSubject: Number(subjects),
        shadow: Number(shadow),
      })) as readonly ArmRow[];
    },
    async distribution(query) {
      const { start, calibration } = query;
      const rows = await ask(`WITH ${toUnits(query)},
        sums AS (SELECT route, batch, sum(requests) OVER (PARTITION BY route ORDER BY batch) AS seen FROM (
          SELECT route, batch, count() AS requests FROM units WHERE arm = 'baseline' AND phase = 'steady' GROUP BY route, batch)),
        frozen AS (SELECT route, greatest(minIf(batch, seen >= ${calibration}), ${start - 1}) AS frozen_at FROM sums
          GROUP BY route HAVING max(seen) >= ${calibration}),
        placed AS (SELECT u.arm AS arm, u.route AS route, u.phase AS phase, f.frozen_at AS frozen_at, u.error AS error,
          multiIf(u.batch < ${start}, 'before', f.frozen_at > 0 AND u.batch <= f.frozen_at, 'calibration', 'judged') AS period,
          ${fineBucket} AS bucket FROM units u LEFT JOIN frozen f ON u.route = f.route),
        cells AS (SELECT arm, route, phase, period, frozen_at, bucket, count() AS requests, countIf(error) AS errors FROM placed
          GROUP BY arm, route, phase, period, frozen_at, bucket)
        SELECT arm, route, phase, period, frozen_at, sum(requests), sum(errors), arraySort(groupArray((bucket, requests)))
        FROM cells GROUP BY arm, route, phase, period, frozen_at ORDER BY arm DESC, route, phase, period`);
      return rows.map(([arm, route, phase, period, frozenAt, requests, errors, buckets]) => ({
        arm,
        route,
        phase,
        period,
        frozenAt: Number(frozenAt) === 0 ? null : Number(frozenAt),
        requests: Number(requests),
        errors: Number(errors),
        buckets: (buckets as readonly (readonly unknown[])[]).map((pair) => pair.map(Number)),
      })) as readonly unknown[] as readonly DistributionRow[];
    },
    async batches(query) {
      const { cohorts = [], edges = [] } = query;
      const cohort = cohorts.map((name) => `ifNull(${toAttribute(`seatrial.cohort.${name}`)}, '')`).join(` || ',' || `);
      const most = Math.max(0, ...edges.map(({ nano }) => nano.length));
      const routes = edges.map(({ route }) => toText(route)).join(', ');
      const above = Array.from({ length: most }, (_, index) => {
        const nano = edges.map((edge) => edge.nano[index] ?? 2 ** 53).join(', ');
        return `countIf(duration_ns > transform(route, [${routes}], [${nano}], ${2 ** 53}))`;
      });
      const rows =
        await ask(`WITH ${toUnits(query)} SELECT batch, arm, route, ${cohort || `''`} AS cohort, count(), countIf(error),
          min(weight), max(weight), ${above.length === 0 ? '[]' : `[${above.join(', ')}]`}
        FROM units WHERE phase = 'steady' GROUP BY batch, arm, route, cohort ORDER BY batch, route, cohort, arm DESC`);
      return rows.map(([batch, arm, route, shown, requests, errors, leastWeight, mostWeight, counts]) => ({
        batch: Number(batch),
        arm,
        route,
        cohort: shown,
        requests: Number(requests),
        errors: Number(errors),
        leastWeight,
        mostWeight,
        above: (counts as readonly unknown[]).map(Number),
      })) as readonly BatchRow[];
    },
    async pairs(query) {
      const factor = Math.round(query.slowerFactor * 1000);
      const rows = await ask(`WITH ${toUnits({ ...query, unit: 'request' })},
        c AS (SELECT * FROM units WHERE phase = 'shadow' AND arm = 'candidate'),
        b AS (SELECT * FROM units WHERE phase = 'steady' AND arm = 'baseline')
        SELECT greatest(c.batch, b.batch) AS later, c.route AS of, count(), countIf(c.error), countIf(b.error),
          countIf(c.error AND NOT b.error), countIf(b.error AND NOT c.error),
          countIf(c.duration_ns * 1000 > b.duration_ns * ${factor}), countIf(b.duration_ns * 1000 > c.duration_ns * ${factor})
        FROM c INNER JOIN b ON c.trace_id = b.trace_id AND c.route = b.route GROUP BY later, of ORDER BY later, of`);
      return rows.map(([batch, route, ...counts]): PairRow => {
        const [
          pairs = 0,
          candidateErrors = 0,
          baselineErrors = 0,
          candidateOnly = 0,
          baselineOnly = 0,
          one = 0,
          other = 0,
        ] = counts.map(Number);
        const errors = { candidateErrors, baselineErrors, candidateOnly, baselineOnly };
        return {
          batch: Number(batch),
          route: String(route),
          pairs,
          ...errors,
          candidateSlower: one,
          baselineSlower: other,
        };
      });
    },
    async errorGroups(query) {
      const { service, where, warmUpMs = limits.warmUpMs } = query;
      const said = (name: string): string => `JSONExtractString(exception, 'attributes', 'exception.${name}')`;
      const isOld = `ifNull(start_ns - process_start_ns >= ${warmUpMs * 1_000_000}, 1)`;
      const rows = await ask(`WITH failing AS (SELECT *, ${toArm(query)} AS arm,
          arrayFirst(e -> JSONExtractString(e, 'name') = 'exception', JSONExtractArrayRaw(events)) AS exception
        FROM spans WHERE error AND NOT shadow AND NOT unfinished AND service = ${toText(service)} AND ${isOld}
          AND ${toMinutes(query)} AND ${toSelector(where)})
        SELECT if(entry, route, '') AS of, coalesce(nullIf(${said('type')}, ''), ${toAttribute('error.type')}, '') AS type,
          coalesce(nullIf(${said('message')}, ''), status_message) AS message, ${said('stacktrace')} AS stack,
          uniqExactIf(trace_id, arm = 'candidate') AS candidate, uniqExactIf(trace_id, arm = 'baseline') AS baseline,
          replaceAll(if(candidate > 0, minIf(trace_id, arm = 'candidate'), min(trace_id)), '-', '')
        FROM failing WHERE arm <> '' GROUP BY of, type, message, stack
        ORDER BY candidate DESC, baseline DESC, of, type, message, stack LIMIT 1000`);
      return rows.map(([route, type, message, stack, candidate, baseline, traceId]) => ({
        route,
        type,
        message,
        stack,
        traceId,
        candidate: Number(candidate),
        baseline: Number(baseline),
      })) as readonly ErrorGroupRow[];
    },
  };
}
