import type { TraceTree } from './trace-tree.ts';

/** What of a trace is shown. */
export interface RowFilter {
  /** Rows whose children are folded away. */
  readonly folded: ReadonlySet<number>;
  /** Text in name, service, or an attribute; the empty text is all. */
  readonly text: string;
  /** Milliseconds that a span takes at least. */
  readonly leastMs: number;
}

/** Rows that are shown. A filter keeps what matches and what leads there, so that it hides the rest instead of painting it. */
export function toVisibleRows(tree: TraceTree, { folded, text, leastMs }: RowFilter): Uint32Array {
  const kept = text === '' && leastMs === 0 ? undefined : findKept(tree, text.toLowerCase(), leastMs);
  const rows = new Uint32Array(tree.spans.length);
  let count = 0;
  for (let row = 0; row < tree.spans.length; row += 1) {
    if (kept === undefined || kept[row] === 1) {
      rows[count] = row;
      count += 1;
    }
    if (folded.has(row)) row += tree.below[row] ?? 0;
  }
  return rows.subarray(0, count);
}

/** The place of a row among those that are shown, which rise; -1 where it is not. */
export function findRow(rows: Uint32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
}

function findKept(tree: TraceTree, text: string, leastMs: number): Uint8Array {
  const kept = new Uint8Array(tree.spans.length);
  for (const [row, span] of tree.spans.entries()) {
    if ((tree.duration[row] ?? 0) < leastMs) continue;
    const matches =
      text === '' ||
      span.name.toLowerCase().includes(text) ||
      span.service.toLowerCase().includes(text) ||
      Object.values(span.attributes).some((value) => String(value).toLowerCase().includes(text));
    if (!matches) continue;
    for (let at = row; at >= 0 && kept[at] === 0; at = tree.parent[at] ?? -1) kept[at] = 1;
  }
  return kept;
}
