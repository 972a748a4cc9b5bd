import { limits } from '@seatrial/model';
import { fineBucket } from './fine-bucket-sql.ts';
import { attemptMinutes, toFirstSql } from './first-attempts-sql.ts';
import { toPhaseSql } from './phase-sql.ts';

/** What a row of `summaries` is of. */
const dimensions = 'minute, service, version, commit, build_id, environment, ring, route, cohort, phase';

/** Minutes to sum up, half-open, and of what. */
export interface SummaryRange {
  readonly from: number;
  readonly to: number;
  /** A condition on `spans s`. Default: every entry span. */
  readonly only?: string;
}

/**
 * Rows of `summaries`, made from spans. Only where what is one request has several entry spans it is looked which was
 * first. The outer sums go over cells of a bucket each, which are fewer than spans.
 */
export function toSummarySelect({ from, to, only = 'TRUE' }: SummaryRange): string {
  const entries = `SELECT s.minute, s.trace_id, s.span_id, s.start_ns, s.service, s.version, s.commit, s.build_id, s.environment,
      s.ring, s.route, s.cohort, s.shadow, s.error, s.duration_ns, s.weight, ${toPhaseSql(limits.warmUpMs)} AS phase,
      hash(s.trace_id, s.service, s.route, s.shadow) AS attempted FROM spans s WHERE s.entry AND (${only})`;
  return `WITH own AS MATERIALIZED (${entries} AND s.minute >= ${from} AND s.minute < ${to}),
    entries AS (FROM own UNION ALL
      ${entries} AND s.minute >= ${from - attemptMinutes} AND s.minute < ${from} AND s.trace_id IN (SELECT trace_id FROM own)),
    repeated AS MATERIALIZED (SELECT attempted FROM entries GROUP BY attempted HAVING count(*) > 1),
    marked AS (
      SELECT *, TRUE AS first FROM own WHERE attempted NOT IN (FROM repeated)
      UNION ALL SELECT * FROM (SELECT *, ${toFirstSql('trace_id, service, route, shadow')} AS first
        FROM entries WHERE attempted IN (FROM repeated)) WHERE minute >= ${from}),
    grouped AS MATERIALIZED (SELECT *, hash(${dimensions}) AS row FROM marked),
    sums AS (
      SELECT ${dimensions}, row, count(*) FILTER (first) AS requests, count(*) FILTER (first AND error) AS errors, count(*) AS attempts,
        coalesce(sum(weight) FILTER (first), 0) AS weight, min(start_ns) AS first_ns, max(start_ns) AS last_ns,
        min(weight) FILTER (first) AS least_weight, max(weight) FILTER (first) AS most_weight
      FROM grouped GROUP BY ${dimensions}, row),
    cells AS (SELECT row, ${fineBucket} AS bucket, count(*) AS requests FROM grouped WHERE first GROUP BY row, bucket),
    lists AS (SELECT row, list(bucket::USMALLINT ORDER BY bucket) AS buckets, list(requests::UINTEGER ORDER BY bucket) AS bucket_counts
      FROM cells GROUP BY row)
    SELECT sums.* EXCLUDE (row), coalesce(buckets, []) AS buckets, coalesce(bucket_counts, []) AS bucket_counts
    FROM sums LEFT JOIN lists USING (row)`;
}
