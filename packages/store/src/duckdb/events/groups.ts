import { SeatrialError, toSubject } from '@seatrial/model';
import type { GroupOrder, GroupRow, Groups, GroupsQuery } from '../../events.ts';
import { quantiles, restored, restoredErrors, toLimit } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { toIso, toQuantiles } from '../read-rows.ts';
import type { Row } from '../read-rows.ts';
import { Parameters, toKeySql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import type { Asking } from './asking.ts';
import { toCountedSql } from './counted-sql.ts';

const mostNames = 5;

/** Events by what they have in common. */
export async function groups(asking: Asking, query: GroupsQuery): Promise<Groups> {
  const { layout } = await asking.settle();
  const rows = await asking.ask(selectGroups(query, layout));
  const [first] = rows;
  return {
    of: query.of ?? 'spans',
    by: query.by,
    groups: Number(first?.['groups'] ?? 0),
    events: Number(first?.['all_events'] ?? 0),
    errors: Number(first?.['all_errors'] ?? 0),
    rows: rows.map((row) => toGroupRow(row, query.by.length)),
  };
}

function selectGroups(query: GroupsQuery, layout: Layout): Statement {
  const { by, of = 'spans', order = 'events' } = query;
  if (by.length === 0 || by.length > mostNames)
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      `by has ${by.length} names; give one to ${mostNames}: by=release,route.`,
    );
  const parameters = new Parameters(layout);
  const values = by.map((name, index) => `(${toKeySql(toSubject(name), parameters)}) AS g${index}`);
  const columns = ['s.weight', 's.error', 's.duration_ns', 's.start_ns', 's.trace_id', ...values];
  const counted = toCountedSql(of, query, columns, parameters);
  const keys = by.map((_, index) => `g${index}`);
  return {
    sql: `${counted}, grouped AS (SELECT ${keys.join(', ')}, ${restored} AS events, ${restoredErrors} AS errors, ${quantiles} AS quantiles,
        min(s.start_ns) AS first_ns, max(s.start_ns) AS last_ns,
        replace(arg_max(s.trace_id, (s.error, s.duration_ns))::VARCHAR, '-', '') AS trace_id FROM counted s GROUP BY ALL)
      SELECT * REPLACE (${keys.map((key) => `${key}::VARCHAR AS ${key}`).join(', ')}), count(*) OVER () AS groups, sum(events) OVER () AS all_events, sum(errors) OVER () AS all_errors
      FROM grouped ORDER BY ${orders[order]} DESC NULLS LAST, ${keys.map((key) => `${key} NULLS LAST`).join(', ')} LIMIT ${toLimit(query.limit)}`,
    values: parameters.values,
  };
}

const orders: Readonly<Record<GroupOrder, string>> = {
  events: 'events',
  errors: 'errors',
  errorRate: 'errors / events',
  p95: 'quantiles[2]',
  lastSeen: 'last_ns',
};

function toGroupRow(row: Row, names: number): GroupRow {
  const [events, errors] = [Number(row['events']), Number(row['errors'])];
  const [p50Ms, p95Ms, p99Ms] = toQuantiles(row);
  return {
    values: Array.from({ length: names }, (_, index) => (row[`g${index}`] as string | null) ?? null),
    events,
    errors,
    errorRate: events === 0 ? 0 : errors / events,
    p50Ms,
    p95Ms,
    p99Ms,
    firstSeen: toIso(row['first_ns']),
    lastSeen: toIso(row['last_ns']),
    traceId: String(row['trace_id']),
  };
}
