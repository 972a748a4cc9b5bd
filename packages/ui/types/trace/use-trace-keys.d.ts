import type { KeyboardEvent } from 'react';
import type { TraceTree } from './trace-tree.ts';
export interface TraceKeysOptions {
  readonly tree: TraceTree;
  readonly path: ReadonlySet<number>;
  /** Rows that are shown, and the place among them that is chosen. */
  readonly visible: readonly number[];
  readonly at: number;
  readonly folded: ReadonlySet<number>;
  readonly onMove: (at: number) => void;
  readonly onFold: (row: number) => void;
  readonly onOut: () => void;
}
/** Moves by row, and from one error, changed function or span of the critical path to the next; folds. */
export declare function useTraceKeys(options: TraceKeysOptions): (event: KeyboardEvent) => void;
