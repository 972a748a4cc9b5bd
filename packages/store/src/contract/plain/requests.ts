import {
  isEntrySpan,
  isErrorSpan,
  isShadowSpan,
  limits,
  matchesSelector,
  toPhase,
  toRoute,
  toSamplingWeight,
  toServiceName,
} from '@seatrial/model';
import type { Lookup, Phase, SpanRecord } from '@seatrial/model';
import type { Arm, ComparisonQuery } from '../../evidence.ts';
import { toLookup } from '../lookup.ts';
import { compareText } from './order.ts';

/** A span and when it came; `undefined` for history, which is counted in the minutes of its own. */
export interface PlainSpan {
  readonly span: SpanRecord;
  readonly arrivedMs?: number | undefined;
}

/** What is counted of a span, worked out from the record by the model's words alone. */
export interface PlainRow {
  readonly span: SpanRecord;
  readonly lookup: Lookup;
  readonly service: string;
  readonly route: string;
  readonly entry: boolean;
  readonly error: boolean;
  readonly shadow: boolean;
  readonly unfinished: boolean;
  readonly duration: bigint;
  readonly weight: number;
  /** Age of the process at the start; undefined where nobody knows it. */
  readonly ageMs: number | undefined;
  /** Since 1970. */
  readonly minute: number;
}

/** An entry span as a comparison sees it. */
export interface PlainRequest extends PlainRow {
  readonly arm: Arm | undefined;
  /** Whether it matches what requests of either arm have to. */
  readonly asked: boolean;
  readonly phase: Phase;
  readonly batch: number;
}

const minuteMs = 60_000;
const minuteNano = 60_000_000_000n;

export function toPlainRow({ span, arrivedMs }: PlainSpan): PlainRow {
  const created = span.resource.attributes['process.creation.time'];
  const born = typeof created === 'string' ? Date.parse(created) : Number.NaN;
  const ot = span.traceState.split(',').find((member) => member.trim().startsWith('ot='));
  return {
    span,
    lookup: toLookup(span),
    service: toServiceName(span),
    route: toRoute(span),
    entry: isEntrySpan(span),
    error: isErrorSpan(span),
    shadow: isShadowSpan(span),
    unfinished: span.attributes['seatrial.unfinished'] !== undefined,
    duration: span.endNano - span.startNano,
    weight: toSamplingWeight(ot?.trim().slice('ot='.length)),
    ageMs: Number.isNaN(born) ? undefined : Number(span.startNano - BigInt(born) * 1_000_000n) / 1e6,
    minute: toCountedMinute(span.endNano, arrivedMs),
  };
}

/** That of its end; the open minute where that is closed, the present one where it is yet to come. */
function toCountedMinute(endNano: bigint, arrivedMs: number | undefined): number {
  const own = Number(endNano / minuteNano);
  if (arrivedMs === undefined) return own;
  const present = Math.floor(arrivedMs / minuteMs);
  // A minute closes one after its end.
  const open = Math.floor((arrivedMs - minuteMs) / minuteMs);
  return own < open ? open : own > present + 1 ? present : own;
}

/** The entry spans of the service in the minutes asked about. */
export function toPlainRequests(rows: readonly PlainRow[], query: ComparisonQuery): readonly PlainRequest[] {
  const { where = [], candidate, baseline, batchSeconds = 60, warmUpMs = limits.warmUpMs } = query;
  return rows
    .filter(({ entry, service }) => entry && service === query.service)
    .filter((row) => isAsked(row, query))
    .map((row) => ({
      ...row,
      arm: matchesSelector(candidate, row.lookup)
        ? 'candidate'
        : matchesSelector(baseline, row.lookup)
          ? 'baseline'
          : undefined,
      asked: matchesSelector(where, row.lookup),
      phase: toPhase({ shadow: row.shadow, unfinished: row.unfinished, processAgeMs: row.ageMs }, warmUpMs),
      batch: toBatch(row, batchSeconds),
    }));
}

export function isAsked({ minute }: PlainRow, { from, to }: Pick<ComparisonQuery, 'from' | 'to'>): boolean {
  const after = from === undefined || minute >= Math.floor(from / minuteMs);
  return after && (to === undefined || minute < Math.floor(to / minuteMs));
}

/** Parts of a minute are those of the end, where the request is counted in the minute of its end. */
function toBatch({ minute, span }: PlainRow, batchSeconds: number): number {
  const start = minute * minuteMs;
  const length = batchSeconds * 1000;
  if (batchSeconds >= 60) return start - (start % length);
  const isOwn = Number(span.endNano / minuteNano) === minute;
  const into = isOwn ? Number((span.endNano % minuteNano) / 1_000_000n) : 0;
  return start + Math.floor(into / length) * length;
}

/** What counts once: the first attempt of each request or subject, of either arm. */
export function toPlainUnits(rows: readonly PlainRow[], query: ComparisonQuery): readonly PlainRequest[] {
  const bySubject = query.unit === 'subject';
  // An attempt within ten minutes of an earlier one is a retry, also where only the retry is asked about.
  const from = query.from === undefined || bySubject ? query.from : Math.max(0, query.from - 10 * minuteMs);
  const requests = toPlainRequests(rows, { ...query, ...(from !== undefined && { from }) });
  const subjectOf = ({ lookup }: PlainRow): string | undefined =>
    lookup({ kind: 'attribute', name: 'feature_flag.context.id' });
  const counted = bySubject ? requests.filter((row) => subjectOf(row) !== undefined) : requests;
  const groups = Map.groupBy(counted, (row) =>
    JSON.stringify([bySubject ? subjectOf(row) : row.span.traceId, row.route, row.shadow]),
  );
  const first = [...groups.values()].flatMap((attempts) => {
    const sorted = attempts.toSorted(
      (a, b) =>
        a.minute - b.minute || Number(a.span.startNano - b.span.startNano) || compareText(a.span.spanId, b.span.spanId),
    );
    if (bySubject) return sorted.slice(0, 1);
    return sorted.filter((row, index) => index === 0 || row.minute - (sorted[index - 1]?.minute ?? 0) > 10);
  });
  return first.filter((row) => row.arm !== undefined && row.asked && isAsked(row, query));
}
