import { SeatrialError, toSubject } from '@seatrial/model';
import type { Heatmap, HeatmapQuery } from '../../events.ts';
import { fineBucket } from '../fine-bucket-sql.ts';
import { toCountedSql } from './counted-sql.ts';
import { restored, restoredErrors } from '../queries.ts';
import type { Statement } from '../queries.ts';
import { Parameters, toSubjectSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';
import type { Asking } from './asking.ts';
import { toHeatmap } from './heatmap-cells.ts';
import type { FineCell } from './heatmap-cells.ts';
import { toTimeColumns } from './time-columns.ts';
import type { TimeColumns } from './time-columns.ts';

/** Arms that are drawn apart. */
const mostArms = 8;

/** Events by time and duration. */
export async function heatmap(asking: Asking, query: HeatmapQuery): Promise<Heatmap> {
  const { of = 'spans' } = query;
  const [columns, rows] = [readSize('columns', query.columns ?? 60, 400), readSize('rows', query.rows ?? 40, 200)];
  const { layout } = await asking.settle();
  const [ends] = await asking.ask(selectEnds(query, layout));
  const [first, last] = [ends?.['first_ns'], ends?.['last_ns']];
  if (typeof first !== 'bigint' || typeof last !== 'bigint')
    return { of, from: '', to: '', columnMs: 0, edgesMs: [], arms: [], otherArms: 0 };
  const toMs = (nano: bigint): number => Math.floor(Number(nano / 1000n) / 1000);
  const time = toTimeColumns(query.from ?? toMs(first), query.to ?? toMs(last) + 1, columns);
  const found = await asking.ask(selectCells(query, time, layout));
  const cells = found.map((row): FineCell => ({
    arm: String(row['arm']),
    column: Number(row['column_index']),
    bucket: Number(row['bucket']),
    events: Number(row['events']),
    errors: Number(row['errors']),
  }));
  return {
    of,
    ...toHeatmap(cells, time, rows),
    otherArms: Math.max(0, Number(found[0]?.['all_arms'] ?? 0) - mostArms),
  };
}

function selectEnds(query: HeatmapQuery, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const counted = toCountedSql(query.of ?? 'spans', query, ['s.start_ns'], parameters);
  return {
    sql: `${counted} SELECT min(start_ns) AS first_ns, max(start_ns) AS last_ns FROM counted`,
    values: parameters.values,
  };
}

function selectCells(query: HeatmapQuery, { fromMs, toMs, columnMs }: TimeColumns, layout: Layout): Statement {
  const parameters = new Parameters(layout);
  const arm =
    query.by === undefined ? `''` : `coalesce((${toSubjectSql(toSubject(query.by), parameters)})::VARCHAR, '')`;
  const columns = ['s.start_ns', 's.duration_ns', 's.error', 's.weight', `${arm} AS arm`];
  const counted = toCountedSql(
    query.of ?? 'spans',
    { ...query, from: query.from ?? fromMs, to: query.to ?? toMs },
    columns,
    parameters,
  );
  const first = BigInt(fromMs) * 1_000_000n;
  return {
    sql: `${counted}, arms AS (SELECT arm, count(*) OVER () AS all_arms FROM counted GROUP BY arm ORDER BY count(*) DESC, arm LIMIT ${mostArms})
      SELECT s.arm, any_value(all_arms) AS all_arms, (s.start_ns - ${first}) // ${columnMs * 1_000_000} AS column_index, ${fineBucket} AS bucket,
        ${restored} AS events, ${restoredErrors} AS errors
      FROM counted s JOIN arms USING (arm) GROUP BY s.arm, column_index, bucket ORDER BY s.arm, column_index, bucket`,
    values: parameters.values,
  };
}

function readSize(name: string, size: number, most: number): number {
  if (Number.isSafeInteger(size) && size >= 2 && size <= most) return size;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    `${name} is ${size}; it has to be a whole number from 2 to ${most}.`,
  );
}
