import type { ReactElement } from 'react';
import type { TraceTree } from './trace-tree.ts';
/** A part of the trace's time, in milliseconds from its start. */
export interface TimePart {
  readonly from: number;
  readonly to: number;
}
export interface MinimapProps {
  readonly tree: TraceTree;
  readonly part: TimePart;
  readonly onPart: (part: TimePart | undefined) => void;
  /** The rows in sight, as shares of all. */
  readonly rows: readonly [from: number, to: number];
}
/** The whole trace at a glance. A drag zooms into a part of its time, a click goes back to all of it. */
export declare function Minimap({ tree, part, onPart, rows }: MinimapProps): ReactElement;
