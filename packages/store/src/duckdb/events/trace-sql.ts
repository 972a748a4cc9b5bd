import { toSpanColumns } from '../queries.ts';
import type { Statement } from '../queries.ts';
import type { Layout } from '../selector-sql.ts';
import type { FoundTrace } from './find-trace.ts';
import { logRowColumns } from './log-sql.ts';
import type { CursorRange } from './trace-blocks.ts';

/** How far the time of a log may lie outside of its trace: clocks differ, but not by more. */
const slackNs = 3_600_000_000_000n;

/** The traces whose id begins with these digits, with their times and cursors; more than one makes the prefix ambiguous. */
export function selectTraceIds(prefix: string, ranges: readonly CursorRange[]): Statement {
  const where = 's.trace_id BETWEEN $1::UUID AND $2::UUID';
  return {
    sql: `SELECT trace_id::VARCHAR AS id, min(cursor) AS first, max(cursor) AS last, min(start_ns) AS first_ns, max(start_ns + duration_ns) AS last_ns
      FROM (${toPartsSql('s.trace_id, s.cursor, s.start_ns, s.duration_ns', where, ranges)}) GROUP BY trace_id ORDER BY id LIMIT 5`,
    values: [toUuidText(prefix.padEnd(32, '0')), toUuidText(prefix.padEnd(32, 'f'))],
  };
}

/** Whole spans are read where those of the trace are: they arrive close to each other. */
export function selectTraceSpans({ uuid, first, last }: FoundTrace, layout: Layout): Statement {
  return {
    sql: `SELECT ${toSpanColumns(layout)} FROM spans s LEFT JOIN resources r ON r.id = s.resource_id
      WHERE s.cursor BETWEEN ${first} AND ${last} AND s.trace_id = $1::UUID ORDER BY s.start_ns, s.cursor`,
    values: [uuid],
  };
}

export function selectTraceLogs({ uuid, firstNs, lastNs }: FoundTrace): Statement {
  return {
    sql: `SELECT ${logRowColumns} FROM logs s LEFT JOIN resources r ON r.id = s.resource_id
      WHERE s.time_ns BETWEEN ${firstNs - slackNs} AND ${lastNs + slackNs} AND s.trace_id = $1::UUID ORDER BY s.time_ns`,
    values: [uuid],
  };
}

/** A part for each range: DuckDB passes by row groups outside of one, but not outside of several joined by OR. */
function toPartsSql(columns: string, where: string, ranges: readonly CursorRange[]): string {
  return ranges
    .map(
      ([after, last]) =>
        `SELECT ${columns} FROM spans s WHERE s.cursor > ${after} AND s.cursor <= ${last} AND ${where}`,
    )
    .join(' UNION ALL ');
}

/** 32 hex digits with the dashes that a UUID is written with. */
function toUuidText(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
