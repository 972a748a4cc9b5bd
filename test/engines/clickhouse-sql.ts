import { limits } from '@seatrial/model';
import type { Condition, Intrinsic, Selector } from '@seatrial/model';
import type { ComparisonQuery } from '@seatrial/store';

// What a comparison asks, in ClickHouse's SQL: written by the definitions of evidence.ts, not after DuckDB's.

const minuteMs = 60_000;

const columns: Readonly<Partial<Record<Intrinsic, string>>> = {
  service: 'service',
  release: 'version',
  version: 'version',
  build: 'build_id',
  ring: 'ring',
  commit: 'commit',
  environment: 'environment',
  route: 'route',
};

export function toText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

/** An attribute: of the span, else of what carries it, else of the resource; NULL where there is none. */
export function toAttribute(name: string): string {
  const key = toText(name);
  return `multiIf(mapContains(attributes, ${key}), attributes[${key}], mapContains(carried, ${key}), carried[${key}], mapContains(resource, ${key}), resource[${key}], NULL)`;
}

function toCondition({ subject, operator, values }: Condition): string {
  const column = subject.kind === 'intrinsic' ? columns[subject.name] : undefined;
  if (subject.kind === 'intrinsic' && column === undefined) throw new Error(`${subject.name} is not asked about here.`);
  const actual = column === undefined ? toAttribute(subject.name) : `nullIf(${column}, '')`;
  const isEqual = values
    .map((value) =>
      subject.kind === 'intrinsic' && subject.name === 'release'
        ? `(${actual} = ${toText(value)} OR startsWith(${actual}, ${toText(`${value}-g`)}))`
        : `${actual} = ${toText(value)}`,
    )
    .join(' OR ');
  switch (operator) {
    case '=':
      return `ifNull(${isEqual}, 0)`;
    case '!=':
      return `NOT ifNull(${isEqual}, 0)`;
    case '^=':
      return `ifNull(${values.map((value) => `startsWith(${actual}, ${toText(value)})`).join(' OR ')}, 0)`;
    default:
      throw new Error(`${operator} is not asked about here.`);
  }
}

export function toSelector(selector: Selector = []): string {
  return selector.length === 0 ? 'true' : selector.map((condition) => `(${toCondition(condition)})`).join(' AND ');
}

export function toArm({ candidate, baseline }: Pick<ComparisonQuery, 'candidate' | 'baseline'>): string {
  return `multiIf(${toSelector(candidate)}, 'candidate', ${toSelector(baseline)}, 'baseline', '')`;
}

export function toMinutes({ from, to }: Pick<ComparisonQuery, 'from' | 'to'>): string {
  const after = from === undefined ? 'true' : `minute >= ${Math.floor(from / minuteMs)}`;
  return to === undefined ? after : `${after} AND minute < ${Math.floor(to / minuteMs)}`;
}

function toBatch(batchSeconds: number): string {
  const start = `toInt64(minute) * ${minuteMs}`;
  const length = batchSeconds * 1000;
  if (batchSeconds >= 60) return `${start} - (${start}) % ${length}`;
  const isOwn = 'intDiv(start_ns + duration_ns, 60000000000) = minute';
  const into = `intDiv(intDiv((start_ns + duration_ns) % 60000000000, 1000000), ${length}) * ${length}`;
  return `${start} + if(${isOwn}, ${into}, 0)`;
}

/** Entry spans of the service in the minutes asked about, as `entries`. */
export function toEntries(query: ComparisonQuery): string {
  const { where, batchSeconds = 60, warmUpMs = limits.warmUpMs } = query;
  const isYoung = `ifNull(start_ns - process_start_ns < ${warmUpMs * 1_000_000}, 0)`;
  return `entries AS (SELECT *, ${toArm(query)} AS arm, ${toSelector(where)} AS asked, ${toBatch(batchSeconds)} AS batch,
    multiIf(shadow, 'shadow', unfinished, 'unfinished', ${isYoung}, 'warm', 'steady') AS phase,
    ${toAttribute('feature_flag.context.id')} AS subject
    FROM spans WHERE entry AND service = ${toText(query.service)} AND ${toMinutes(query)})`;
}

/** What counts once, as `units`. */
export function toUnits(query: ComparisonQuery): string {
  const bySubject = query.unit === 'subject';
  const { from } = query;
  const earlier = from === undefined || bySubject ? query : { ...query, from: Math.max(0, from - 10 * minuteMs) };
  const key = `${bySubject ? 'subject' : 'trace_id'}, route, shadow`;
  const window = `OVER (PARTITION BY ${key} ORDER BY minute, start_ns, span_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)`;
  const isFirst = bySubject
    ? `row_number() OVER (PARTITION BY ${key} ORDER BY minute, start_ns, span_id) = 1`
    : `minute - lagInFrame(toInt64(minute), 1, toInt64(minute) - 1000) ${window} > 10`;
  return `${toEntries(earlier)}, units AS (SELECT * FROM (SELECT *, ${isFirst} AS first FROM entries
    WHERE ${bySubject ? 'subject IS NOT NULL' : 'true'}) WHERE first AND arm <> '' AND asked AND ${toMinutes(query)})`;
}

/** The bucket of `fineLatencyEdgesNano` that a duration is in. */
export const fineBucket = `multiIf(duration_ns <= 1024, 0, duration_ns > 1099511627776, 961,
  (toInt32(floor(log2(duration_ns - 1))) - 10) * 32 - 31 + bitShiftRight(duration_ns - 1, toInt32(floor(log2(duration_ns - 1))) - 5))`;
