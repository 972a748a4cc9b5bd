import type { ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import type { TraceTree } from './trace-tree.ts';
/** The spans of a trace as bars on a common time, folded and filtered at will. */
export declare function Waterfall({
  tree,
  logs,
}: {
  readonly tree: TraceTree;
  readonly logs: readonly LogRow[];
}): ReactElement;
