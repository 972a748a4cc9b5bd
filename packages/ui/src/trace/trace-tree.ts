import { functionsTouched } from '@seatrial/model';
import type { SpanRow } from '@seatrial/store';

/** A trace in the order in which it is drawn: parents before their children, siblings by start. Arrays by row. */
export interface TraceTree {
  readonly spans: readonly SpanRow[];
  /** Row of a span by its id. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** 0 for those without a parent here. */
  readonly depth: Uint16Array;
  /** Row of the parent; -1 without. */
  readonly parent: Int32Array;
  /** Rows below it, all generations. */
  readonly below: Uint32Array;
  /** Milliseconds from the start of the trace, and how long. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** From the first start to the last end, in milliseconds. */
  readonly length: number;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  /** Rows whose parent is named and not here. */
  readonly orphans: ReadonlySet<number>;
  /** Rows at which a circle of parents was broken up. */
  readonly circles: ReadonlySet<number>;
  /** Rows that begin before their parent or end more than their own length after it: clocks that differ. */
  readonly skewed: ReadonlySet<number>;
  /** Rows whose function a release changed. */
  readonly changed: ReadonlySet<number>;
}

/** Builds the tree. Spans that lead to each other in a circle are broken up at the earliest. */
export function toTraceTree(rows: readonly SpanRow[]): TraceTree {
  const sorted = rows.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const bySpanId = new Map(sorted.map((span) => [span.spanId, span]));
  const children = Map.groupBy(
    sorted.filter((span) => hasParent(span, bySpanId)),
    ({ parentSpanId }) => parentSpanId,
  );
  const count = sorted.length;
  const spans: SpanRow[] = [];
  const depth = new Uint16Array(count);
  const parent = new Int32Array(count).fill(-1);
  const seen = new Set<SpanRow>();
  // A stack and no recursion, since a trace may be as deep as it is long.
  const walk = (root: SpanRow): void => {
    const stack: { readonly span: SpanRow; readonly parent: number }[] = [{ span: root, parent: -1 }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (seen.has(next.span)) continue;
      seen.add(next.span);
      const row = spans.push(next.span) - 1;
      parent[row] = next.parent;
      depth[row] = next.parent === -1 ? 0 : Math.min(65_535, (depth[next.parent] ?? 0) + 1);
      for (const child of (children.get(next.span.spanId) ?? []).toReversed()) stack.push({ span: child, parent: row });
    }
  };
  for (const span of sorted) if (!hasParent(span, bySpanId)) walk(span);
  for (const span of sorted) walk(span);
  const from = Math.min(...spans.slice(0, 1).map(toStart), ...sorted.slice(0, 1).map(toStart));
  const start = Float64Array.from(spans, (span) => toStart(span) - from);
  const duration = Float64Array.from(spans, ({ durationMs }) => Math.max(0, durationMs));
  let length = 0;
  for (let row = 0; row < count; row += 1) length = Math.max(length, (start[row] ?? 0) + (duration[row] ?? 0));
  const isLoose = (row: number): boolean => spans[row]?.parentSpanId !== '' && parent[row] === -1;
  return {
    spans,
    rowOf: new Map(spans.map(({ spanId }, row) => [spanId, row])),
    depth,
    parent,
    below: countBelow(parent),
    start,
    duration,
    length,
    from,
    orphans: select(count, (row) => isLoose(row) && !bySpanId.has(spans[row]?.parentSpanId ?? '')),
    circles: select(count, (row) => isLoose(row) && bySpanId.has(spans[row]?.parentSpanId ?? '')),
    skewed: select(count, (row) => isSkewed(row, parent[row] ?? -1, start, duration)),
    changed: toChanged(spans),
  };
}

function hasParent({ spanId, parentSpanId }: SpanRow, bySpanId: ReadonlyMap<string, SpanRow>): boolean {
  return parentSpanId !== '' && parentSpanId !== spanId && bySpanId.has(parentSpanId);
}

function toStart({ start }: SpanRow): number {
  return Date.parse(start);
}

function countBelow(parent: Int32Array): Uint32Array {
  const below = new Uint32Array(parent.length);
  for (let row = parent.length - 1; row >= 0; row -= 1) {
    const above = parent[row] ?? -1;
    if (above >= 0) below[above] = (below[above] ?? 0) + (below[row] ?? 0) + 1;
  }
  return below;
}

/** Times are told to the millisecond: what differs by less is no skew. */
function isSkewed(row: number, parent: number, start: Float64Array, duration: Float64Array): boolean {
  if (parent === -1) return false;
  const [own, above] = [start[row] ?? 0, start[parent] ?? 0];
  return own < above - 1.5 || own > above + (duration[parent] ?? 0) + Math.max(1.5, duration[row] ?? 0);
}

/** Spans of functions that are named on a span as touched and changed. */
function toChanged(spans: readonly SpanRow[]): ReadonlySet<number> {
  const touched = new Set<unknown>(
    spans.flatMap(({ attributes }) => {
      const names = attributes[functionsTouched];
      return Array.isArray(names) ? names : [];
    }),
  );
  return select(spans.length, (row) => {
    const span = spans[row];
    return span !== undefined && (touched.has(span.attributes['code.function.name']) || touched.has(span.name));
  });
}

function select(count: number, holds: (row: number) => boolean): ReadonlySet<number> {
  const rows = new Set<number>();
  for (let row = 0; row < count; row += 1) if (holds(row)) rows.add(row);
  return rows;
}
