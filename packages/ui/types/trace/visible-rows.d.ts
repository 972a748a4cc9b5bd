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
export declare function toVisibleRows(tree: TraceTree, { folded, text, leastMs }: RowFilter): readonly number[];
