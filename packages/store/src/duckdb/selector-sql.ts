import { numberPattern, toText } from '@seatrial/model';
import type { Condition, Intrinsic, Selector, Subject } from '@seatrial/model';
import type { DuckDBValue } from '@duckdb/node-api';
import { isCarried, toCarriedSql } from './carried-sql.ts';
import { isPure, toColumnTextSql } from './promoted-column.ts';
import type { PromotedColumn } from './promoted-column.ts';
import { findWholeColumn, toWholeConditionSql } from './whole-condition-sql.ts';

/** Where attributes are, for the statements that ask for them. */
export interface Layout {
  /** By name. */
  readonly columns: ReadonlyMap<string, PromotedColumn>;
  readonly isOnSpans: (name: string) => boolean;
  readonly isOnResources: (name: string) => boolean;
}

/** Collects the values of a statement; `$1`, `$2`, … stand for them, so that no value is ever part of the SQL. */
export class Parameters {
  readonly values: DuckDBValue[] = [];
  readonly layout: Layout;
  /** True once a condition looks at resources. */
  readsResources = false;
  /** What a condition looks at, as SQL. */
  readonly subjects: (subject: Subject, parameters: Parameters) => string;
  /** True where the statement is about entry spans alone, which stand for themselves. */
  readonly entriesOnly: boolean;

  /** @param subjects default: those of spans. */
  constructor(
    layout: Layout,
    {
      entriesOnly = false,
      subjects = toSubjectSql,
    }: { readonly entriesOnly?: boolean; readonly subjects?: Parameters['subjects'] } = {},
  ) {
    this.layout = layout;
    this.subjects = subjects;
    this.entriesOnly = entriesOnly;
  }

  add(value: DuckDBValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `spans` (or what stands for it) as `s`, with resources as `r` only where a condition looks at them. */
  from(spans: string): string {
    return this.readsResources ? `${spans} s LEFT JOIN resources r ON r.id = s.resource_id` : `${spans} s`;
  }
}

const orNull = (column: string): string => `nullif(s.${column}, '')`;

const columns: Readonly<Record<Intrinsic, string>> = {
  service: orNull('service'),
  release: orNull('version'),
  version: orNull('version'),
  build: orNull('build_id'),
  deployment: orNull('deployment_id'),
  ring: orNull('ring'),
  commit: orNull('commit'),
  environment: orNull('environment'),
  route: 's.route',
  name: 's.name',
  kind: 's.kind::VARCHAR',
  status: 's.status::VARCHAR',
  error: `CASE WHEN s.error THEN 'true' ELSE 'false' END`,
  duration: 's.duration_ns / 1e6',
  trace: `replace(s.trace_id::VARCHAR, '-', '')`,
  span: `lpad(lower(to_hex(s.span_id)), 16, '0')`,
};

/** The SQL expression of what a condition looks at: text or NULL, for `duration` a DOUBLE. */
export function toSubjectSql(subject: Subject, parameters: Parameters): string {
  if (subject.kind === 'intrinsic') return columns[subject.name];
  const own = toAttributeSql(subject.name, parameters);
  // Where no span ever had it, no root had it either.
  if (parameters.entriesOnly || !isCarried(subject.name) || !parameters.layout.isOnSpans(subject.name)) return own;
  return toCarriedSql(own, toSpanAttributeSql(subject.name, parameters, 'e'));
}

/** What rows are grouped by: its text form, made afterwards, is that of {@link toSubjectSql}, and costs several times as much before. */
export function toKeySql(subject: Subject, parameters: Parameters): string {
  return findWholeColumn(subject, parameters.layout) ?? toSubjectSql(subject, parameters);
}

/** A span's own attribute, else that of its resource; a place where the name never was is not looked into. */
function toAttributeSql(name: string, parameters: Parameters): string {
  const { layout } = parameters;
  const places = [
    ...(layout.isOnSpans(name) ? [toSpanAttributeSql(name, parameters)] : []),
    ...(layout.isOnResources(name) ? [`r.attributes[${parameters.add(name)}]`] : []),
  ];
  parameters.readsResources ||= layout.isOnResources(name);
  if (places.length === 0) return 'NULL::VARCHAR';
  return places.length === 1 ? `${places[0]}` : `coalesce(${places.join(', ')})`;
}

/** @param alias of the spans that are looked at. Default `s`. */
export function toSpanAttributeSql(name: string, parameters: Parameters, alias: string = 's'): string {
  const column = parameters.layout.columns.get(name);
  if (column !== undefined && isPure(column)) return toColumnTextSql(column, alias, 'NULL');
  const inMap = `${alias}.attributes[${parameters.add(name)}]`;
  return column === undefined ? inMap : toColumnTextSql(column, alias, inMap);
}

/** A selector as a SQL condition over `spans s` and, where `readsResources` says so, `resources r`, with the meaning of `matchesSelector`. */
export function toSelectorSql(selector: Selector, parameters: Parameters): string {
  if (selector.length === 0) return 'TRUE';
  return selector.map((condition) => `(${toConditionSql(condition, parameters)})`).join(' AND ');
}

function toConditionSql(condition: Condition, parameters: Parameters): string {
  const { subject, operator, values } = condition;
  const whole = parameters.subjects === toSubjectSql ? toWholeConditionSql(condition, parameters) : undefined;
  if (whole !== undefined) return whole;
  const actual = parameters.subjects(subject, parameters);
  if (operator === 'exists') return `${actual} IS NOT NULL`;
  const equal = (): string => values.map((value) => toEqualSql(subject, actual, value, parameters)).join(' OR ');
  if (operator === '!=') return `${actual} IS NULL OR NOT (${equal()})`;
  // NULL is neither true nor false in SQL, and a missing attribute matches nothing.
  if (operator === '=') return `coalesce(${equal()}, FALSE)`;
  const compare = (value: string): string => {
    if (operator === '~') return `contains(${actual}, ${parameters.add(value)})`;
    if (operator === '^=') return `starts_with(${actual}, ${parameters.add(value)})`;
    return toOrderSql(subject, actual, operator === '<' ? '<' : '>', value, parameters);
  };
  return `coalesce(${values.map(compare).join(' OR ')}, FALSE)`;
}

function toEqualSql(subject: Subject, actual: string, value: string, parameters: Parameters): string {
  if (subject.kind === 'intrinsic') {
    if (subject.name === 'duration') return `${actual} = ${toDoubleSql(value, parameters)}`;
    if (subject.name === 'commit' && value.length >= 7) return `starts_with(${actual}, ${parameters.add(value)})`;
    if (subject.name === 'release')
      return `(${actual} = ${parameters.add(value)} OR starts_with(${actual}, ${parameters.add(`${value}-g`)}))`;
  }
  return `${actual} = ${parameters.add(value)}`;
}

function toOrderSql(subject: Subject, actual: string, sign: '<' | '>', value: string, parameters: Parameters): string {
  if (subject.kind === 'intrinsic' && subject.name === 'duration')
    return `${actual} ${sign} ${toDoubleSql(value, parameters)}`;
  const asText = `${actual} ${sign} ${parameters.add(value)}`;
  if (!numberPattern.test(value)) return asText;
  const isNumber = `regexp_full_match(${actual}, ${parameters.add(numberPattern.source)})`;
  return `CASE WHEN ${isNumber} THEN TRY_CAST(${actual} AS DOUBLE) ${sign} ${toDoubleSql(value, parameters)} ELSE ${asText} END`;
}

function toDoubleSql(value: string, parameters: Parameters): string {
  return `${parameters.add(toText(Number(value)))}::DOUBLE`;
}
