import { SeatrialError, toSubject } from '@seatrial/model';
import { Parameters, toKeySql, toSpanAttributeSql, toSubjectSql } from '../selector-sql.ts';
import type { Layout } from '../selector-sql.ts';

/** What every span has, but for what is new in each (ids), under the names of selectors. */
const fieldNames = [
  'service',
  'version',
  'build',
  'deployment',
  'ring',
  'commit',
  'environment',
  'route',
  'name',
  'kind',
  'status',
  'error',
] as const;

/** Names on the wire of what is a field, and of what no cause is made of. */
export const hiddenNames: ReadonlySet<string> = new Set([
  'service.name',
  'service.version',
  'app.build_id',
  'deployment.id',
  'seatrial.ring',
  'vcs.ref.head.revision',
  'deployment.environment.name',
  'deployment.environment',
  'http.route',
  'seatrial.sampling.weight',
  'seatrial.shadow',
  'exception.stacktrace',
]);

/** Milliseconds with three digits that count: finer ones would be different in every row. */
const duration = `CASE WHEN s.duration_ns = 0 THEN '0' ELSE round(s.duration_ns / 1e6, (2 - floor(log10(s.duration_ns / 1e6)))::INTEGER)::VARCHAR END`;

/** A field as text, NULL where it is not known. */
export function toFieldSql(name: string): string {
  if (name === 'duration') return duration;
  const subject = toSubject(name);
  if (subject.kind !== 'intrinsic') throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${name} is no field of spans.`);
  return toSubjectSql(subject, new Parameters(noAttributes));
}

const noAttributes: Layout = { columns: new Map(), isOnSpans: () => false, isOnResources: () => false };

/** An attribute of the span, else of its resource; of another span than `s` only its own. */
export function toOwnSql(name: string, parameters: Parameters, alias: 's' | 't' = 's'): string {
  return alias === 's'
    ? toSubjectSql({ kind: 'attribute', name }, parameters)
    : toSpanAttributeSql(name, parameters, alias);
}

/** An attribute of which each row has one value, or none. */
export interface CountedColumn {
  readonly key: string;
  /** Its text, or what has that text form. */
  readonly toSql: (parameters: Parameters) => string;
}

/** Fields, attributes that have columns, and those that a span may have from its resource. */
export function toCountedColumns(names: readonly string[], layout: Layout): readonly CountedColumn[] {
  const counted = names.filter(
    (name) =>
      !hiddenNames.has(name) && (layout.columns.has(name) || (layout.isOnSpans(name) && layout.isOnResources(name))),
  );
  return [
    ...[...fieldNames, 'duration'].map((name) => ({ key: `field ${name}`, toSql: () => toFieldSql(name) })),
    ...counted.map((name) => ({
      key: `attribute ${name}`,
      toSql: (parameters: Parameters) => toKeySql({ kind: 'attribute', name }, parameters),
    })),
  ];
}
