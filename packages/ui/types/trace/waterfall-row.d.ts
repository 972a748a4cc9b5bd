import type { ReactElement } from 'react';
import type { LogRow } from '@seatrial/store';
import type { TraceTree } from './trace-tree.ts';
export interface WaterfallRowProps {
  readonly tree: TraceTree;
  readonly row: number;
  /** Place among the rows that are shown. */
  readonly index: number;
  readonly top: number;
  /** From milliseconds to per cent of the width. */
  readonly scale: (ms: number) => number;
  readonly folded: boolean;
  readonly selected: boolean;
  readonly onPath: boolean;
  readonly logs: readonly LogRow[];
  readonly onSelect: () => void;
  readonly onFold: () => void;
}
/** A span: its name at its depth, its bar in time, marks where it logged or threw. */
export declare function WaterfallRow(props: WaterfallRowProps): ReactElement | undefined;
