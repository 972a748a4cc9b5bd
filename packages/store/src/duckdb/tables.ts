import { spanKinds, statusCodes } from '@seatrial/model';
import type { ColumnKind, ColumnSpec } from './columnar/chunk.ts';
import type { PromotedColumn } from './promoted-column.ts';

// The tables as they are made, read and written. The empty text stands for what is unknown. `kinds` remembers which
// attributes were not text (see attribute-text.ts).

const sqlTypes: Readonly<Record<ColumnKind, string>> = {
  int8: 'BOOLEAN',
  int32: 'INTEGER',
  int64: 'BIGINT',
  double: 'DOUBLE',
  uuid: 'UUID',
  text: 'VARCHAR',
  map: 'MAP(VARCHAR, VARCHAR)',
};

const column = (name: string, kind: ColumnKind, more: Partial<ColumnSpec> = {}): ColumnSpec => ({
  name,
  kind,
  type: sqlTypes[kind],
  ...more,
});
const columnsOf = (kind: ColumnKind, ...names: readonly string[]): readonly ColumnSpec[] =>
  names.map((name) => column(name, kind));

/** A word of a closed list, kept as its number. */
function toEnumColumn(name: string, words: readonly string[]): ColumnSpec {
  return column(name, 'int8', { type: `ENUM(${words.map((word) => `'${word}'`).join(', ')})`, words });
}

/** What every span has; columns of attributes follow as they are promoted. */
export const spanColumns: readonly ColumnSpec[] = [
  // Set by the writer when the row is written: order of arrival, and the minute (since 1970) in which it is counted.
  ...columnsOf('int64', 'cursor'),
  ...columnsOf('int32', 'minute'),
  ...columnsOf('uuid', 'trace_id'),
  column('span_id', 'int64', { type: 'UBIGINT' }),
  column('parent_span_id', 'int64', { type: 'UBIGINT', nullable: true }),
  ...columnsOf('int64', 'start_ns', 'duration_ns'),
  ...columnsOf('text', 'service', 'version', 'build_id', 'deployment_id', 'ring', 'commit', 'environment'),
  ...columnsOf('text', 'name'),
  toEnumColumn('kind', spanKinds),
  ...columnsOf('text', 'route'),
  toEnumColumn('status', statusCodes),
  // Empty texts that nearly every span would have are NULL, which costs nothing.
  column('status_message', 'text', { nullable: true }),
  ...columnsOf('text', 'cohort'),
  ...columnsOf('int8', 'error', 'entry', 'shadow', 'unfinished'),
  column('process_start_ns', 'int64', { nullable: true }),
  ...columnsOf('double', 'weight'),
  column('trace_state', 'text', { nullable: true }),
  ...columnsOf('map', 'attributes'),
  ...columnsOf('text', 'kinds'),
  ...columnsOf('int32', 'resource_id'),
  ...columnsOf('text', 'scope_name', 'scope_version'),
  column('events', 'text', { nullable: true }),
  column('links', 'text', { nullable: true }),
  ...columnsOf('int32', 'dropped_attributes', 'dropped_events', 'dropped_links'),
];

export const logColumns: readonly ColumnSpec[] = [
  ...columnsOf('int64', 'time_ns'),
  ...columnsOf('int32', 'severity_number'),
  ...columnsOf('text', 'severity', 'event_name', 'body'),
  column('trace_id', 'uuid', { nullable: true }),
  column('span_id', 'int64', { type: 'UBIGINT', nullable: true }),
  ...columnsOf('text', 'service', 'version'),
  ...columnsOf('map', 'attributes'),
  ...columnsOf('text', 'kinds'),
  ...columnsOf('int32', 'resource_id'),
  ...columnsOf('text', 'scope_name', 'scope_version'),
];

export const metricColumns: readonly ColumnSpec[] = [
  ...columnsOf('int64', 'time_ns', 'start_ns'),
  ...columnsOf('text', 'name', 'description', 'unit', 'type', 'temporality'),
  ...columnsOf('int8', 'monotonic'),
  column('value', 'double', { nullable: true }),
  ...columnsOf('text', 'data', 'service', 'version'),
  ...columnsOf('map', 'attributes'),
  ...columnsOf('text', 'kinds'),
  ...columnsOf('int32', 'resource_id'),
  ...columnsOf('text', 'scope_name', 'scope_version'),
];

/** Points of `functionMetrics`, which are asked by function and release. */
export const functionColumns: readonly ColumnSpec[] = [
  ...columnsOf('int64', 'time_ns', 'start_ns'),
  // A number for who counted, and one for what makes the points of one counter: process, metric, function, cohort and so on.
  ...columnsOf('int64', 'process', 'series'),
  // What kind of point: calls, errors, duration, loaded, stride or unverifiable.
  ...columnsOf('text', 'metric'),
  ...columnsOf('int8', 'delta'),
  ...columnsOf('double', 'value'),
  ...columnsOf('int32', 'scale'),
  ...columnsOf('double', 'zero_count'),
  // `index:count,…` of an exponential histogram's buckets that are not empty.
  column('buckets', 'text', { nullable: true }),
  ...columnsOf('text', 'function_id', 'name', 'file'),
  ...columnsOf('int8', 'changed'),
  ...columnsOf('text', 'cohort', 'error_type', 'error_origin', 'reason'),
  ...columnsOf('text', 'service', 'version', 'build_id', 'deployment_id', 'ring', 'commit', 'environment'),
  column('example_ns', 'int64', { nullable: true }),
  column('trace_id', 'uuid', { nullable: true }),
  ...columnsOf('int32', 'resource_id'),
];

export type DataTable = 'spans' | 'logs' | 'metrics' | 'functions';

export const tableColumns: Readonly<Record<DataTable, readonly ColumnSpec[]>> = {
  spans: spanColumns,
  logs: logColumns,
  metrics: metricColumns,
  functions: functionColumns,
};

/** Where each column is among those of its table. */
export function toIndexes(specs: readonly ColumnSpec[]): (name: string) => number {
  const indexes = new Map(specs.map(({ name }, index) => [name, index]));
  return (name) => {
    const index = indexes.get(name);
    if (index === undefined) throw new TypeError(`no column ${name}`);
    return index;
  };
}

/** A column of a promoted attribute: its number or its text form, NULL where the span has none that fits. */
export function toAttributeColumn({ name, integer }: Pick<PromotedColumn, 'name' | 'integer'>): ColumnSpec {
  return column(name, integer ? 'int64' : 'text', { nullable: true });
}

/** A name as SQL quotes it. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function toCreateSql(table: DataTable): string {
  const list = tableColumns[table].map(({ name, type }) => `${quote(name)} ${type}`).join(', ');
  return `CREATE TABLE ${table} (${list});`;
}
