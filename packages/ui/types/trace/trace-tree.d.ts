import type { SpanRow } from '@seatrial/store';
/** A trace in the order in which it is drawn: parents before their children, siblings by start. Arrays by row. */
export interface TraceTree {
  readonly spans: readonly SpanRow[];
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
  /** Rows that begin before their parent or end more than their own length after it: clocks that differ. */
  readonly skewed: ReadonlySet<number>;
  /** Rows whose function a release changed. */
  readonly changed: ReadonlySet<number>;
}
/** Builds the tree. Spans that lead to each other in a circle are broken up at the earliest. */
export declare function toTraceTree(rows: readonly SpanRow[]): TraceTree;
