import type { SpanRow } from '@seatrial/store';

export interface TreeSpan {
  readonly span: SpanRow;
  readonly depth: number;
  /** Absent for a root. */
  readonly parent?: SpanRow;
  /** True where the span names a parent that was not received. */
  readonly orphan: boolean;
}

/**
 * Spans in the order of a waterfall: each parent before its children, siblings by start. Parents that are missing, ids
 * that come twice and parents that go in circles change the order, never lose a span.
 */
export function toSpanTree(spans: readonly SpanRow[]): readonly TreeSpan[] {
  const ids = new Set(spans.map((span) => span.spanId));
  const children = new Map<string, SpanRow[]>();
  for (const span of spans) {
    const list = children.get(span.parentSpanId) ?? [];
    list.push(span);
    children.set(span.parentSpanId, list);
  }
  const placed = new Set<SpanRow>();
  const tree: TreeSpan[] = [];
  const place = (root: SpanRow, orphan: boolean): void => {
    // A stack instead of recursion: traces of ten thousand nested spans exist.
    const stack: TreeSpan[] = [{ span: root, depth: 0, orphan }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (placed.has(next.span)) continue;
      placed.add(next.span);
      tree.push(next);
      const below = (children.get(next.span.spanId) ?? []).toSorted(byStart).toReversed();
      for (const span of below) stack.push({ span, depth: next.depth + 1, parent: next.span, orphan: false });
    }
  };
  const byTime = spans.toSorted(byStart);
  for (const span of byTime)
    if (span.parentSpanId === '' || !ids.has(span.parentSpanId)) place(span, span.parentSpanId !== '');
  for (const span of byTime) place(span, false);
  return tree;
}

function byStart(a: SpanRow, b: SpanRow): number {
  return Date.parse(a.start) - Date.parse(b.start) || a.cursor - b.cursor;
}
