import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cohortPrefix, flagPrefix, functionAttributes, functionMetrics } from '@seatrial/model';
import type { AttributeMap, ExemplarRecord, MetricPoint } from '@seatrial/model';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fromAttributeText, toAttributes } from '../attribute-text.ts';
import { functionsFile } from '../parquet.ts';
import { toLiteral } from '../promoted-column.ts';
import type { Row } from '../read-rows.ts';
import { othersCohort } from './encode-points.ts';

/** Metric points of watched functions, as they were received, from the folder of an export. */
export async function readFunctionPoints(
  connection: DuckDBConnection,
  folder: string,
  after: number,
  limit: number,
): Promise<readonly MetricPoint[]> {
  const file = join(folder, functionsFile);
  if (!existsSync(file)) return [];
  const rows = await connection.runAndReadAll(`SELECT * EXCLUDE (trace_id, resource),
    replace(trace_id::VARCHAR, '-', '') AS trace_id, to_json(resource)::VARCHAR AS resource
    FROM read_parquet(${toLiteral(file)}) LIMIT ${limit} OFFSET ${after}`);
  return rows.getRowObjectsJS().map(toPoint);
}

const text = (row: Row, name: string): string => String(row[name] ?? '');

function toPoint(row: Row): MetricPoint {
  const metric = functionMetrics[text(row, 'metric') as keyof typeof functionMetrics];
  const resource = fromAttributeText(text(row, 'resource') || '{}', [], text(row, 'resource_kinds'));
  const shared = {
    metric: { name: metric, description: '', unit: '1', attributes: {} },
    attributes: toPointAttributes(row),
    startNano: row['start_ns'] as bigint,
    timeNano: row['time_ns'] as bigint,
    flags: 0,
    exemplars: toExemplars(row),
    resource: { attributes: toAttributes(resource, text(row, 'resource_kinds')), schemaUrl: '' },
    scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
  };
  const temporality = row['delta'] === true ? 'delta' : 'cumulative';
  const value = Number(row['value']);
  if (metric === functionMetrics.duration)
    return { ...shared, type: 'exponential_histogram', temporality, ...toHistogram(row, value) };
  const isSum = metric === functionMetrics.calls || metric === functionMetrics.errors;
  return isSum ? { ...shared, type: 'sum', temporality, monotonic: true, value } : { ...shared, type: 'gauge', value };
}

function toPointAttributes(row: Row): AttributeMap {
  const optional = [
    [functionAttributes.errorType, 'error_type'],
    [functionAttributes.errorOrigin, 'error_origin'],
    [functionAttributes.reason, 'reason'],
    ['service.version', 'version'],
    ['app.build_id', 'build_id'],
    ['deployment.id', 'deployment_id'],
    ['seatrial.ring', 'ring'],
    ['vcs.ref.head.revision', 'commit'],
    ['deployment.environment.name', 'environment'],
  ] as const;
  return {
    [functionAttributes.id]: text(row, 'function_id'),
    [functionAttributes.name]: text(row, 'name'),
    [functionAttributes.file]: text(row, 'file'),
    [functionAttributes.changed]: row['changed'] === true,
    ...fromCohort(text(row, 'cohort')),
    ...Object.fromEntries(
      optional.filter(([, column]) => text(row, column) !== '').map(([name, column]) => [name, text(row, column)]),
    ),
  };
}

/** A part that names nothing belongs to the value before it, which had a comma. */
function fromCohort(cohort: string): AttributeMap {
  if (cohort === othersCohort) return { [functionAttributes.overflow]: true };
  const parts = cohort === '' ? [] : cohort.split(/,(?=flag\.|cohort\.)/);
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', ...value] = part.split('=');
      const full = name.startsWith('flag.') ? `${flagPrefix}${name.slice(5)}` : `${cohortPrefix}${name.slice(7)}`;
      return [full, value.join('=')];
    }),
  );
}

function toExemplars(row: Row): readonly ExemplarRecord[] {
  const [time, traceId] = [row['example_ns'], text(row, 'trace_id')];
  if (typeof time !== 'bigint' && traceId === '') return [];
  return [{ timeNano: typeof time === 'bigint' ? time : 0n, value: null, traceId, spanId: '', attributes: {} }];
}

function toHistogram(
  row: Row,
  count: number,
): Pick<
  Extract<MetricPoint, { type: 'exponential_histogram' }>,
  'count' | 'sum' | 'min' | 'max' | 'scale' | 'zeroCount' | 'zeroThreshold' | 'positive' | 'negative'
> {
  const entries = text(row, 'buckets')
    .split(',')
    .filter((entry) => entry !== '')
    .map((entry) => entry.split(':').map(Number) as [number, number]);
  const offset = Math.min(...entries.map(([index]) => index));
  const last = Math.max(...entries.map(([index]) => index));
  const counts = entries.length === 0 ? [] : Array.from({ length: last - offset + 1 }, () => 0n);
  for (const [index, each] of entries) counts[index - offset] = BigInt(each);
  return {
    count: BigInt(count),
    sum: null,
    min: null,
    max: null,
    scale: Number(row['scale']),
    zeroCount: BigInt(Number(row['zero_count'])),
    zeroThreshold: 0,
    positive: { offset: entries.length === 0 ? 0 : offset, counts },
    negative: { offset: 0, counts: [] },
  };
}
