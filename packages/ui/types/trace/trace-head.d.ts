import type { ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import type { TraceTree } from './trace-tree.ts';
export interface TraceHeadProps {
  readonly tree: TraceTree;
  readonly logs: readonly LogRow[];
  readonly json: string;
}
/** What the trace is of, in a line; what is odd about it, in words. */
export declare function TraceHead({ tree, logs, json }: TraceHeadProps): ReactElement | undefined;
