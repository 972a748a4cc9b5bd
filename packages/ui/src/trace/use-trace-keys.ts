import type { KeyboardEvent } from 'react';
import type { TraceTree } from './trace-tree.ts';
import { findRow } from './visible-rows.ts';

export interface TraceKeysOptions {
  readonly tree: TraceTree;
  readonly path: ReadonlySet<number>;
  /** Rows that are shown, and the place among them that is chosen. */
  readonly visible: Uint32Array;
  readonly at: number;
  readonly folded: ReadonlySet<number>;
  readonly onMove: (at: number) => void;
  readonly onFold: (row: number) => void;
  readonly onOut: () => void;
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 20,
  PageUp: -20,
  Home: -Infinity,
  End: Infinity,
};

/** Moves by row, and from one error, changed function or span of the critical path to the next; folds. */
export function useTraceKeys(options: TraceKeysOptions): (event: KeyboardEvent) => void {
  const { tree, path, visible, at, folded, onMove, onFold, onOut } = options;
  const jump = (wanted: (row: number) => boolean): void => {
    for (let step = 1; step <= visible.length; step += 1) {
      const next = (at + step) % visible.length;
      if (wanted(visible[next] ?? -1)) return onMove(next);
    }
    return undefined;
  };
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const step = steps[event.key];
    const row = visible[at] ?? 0;
    if (step !== undefined) {
      event.preventDefault();
      onMove(Math.max(0, Math.min(visible.length - 1, at + step)));
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      const closed = folded.has(row);
      if ((tree.below[row] ?? 0) > 0 && closed === (event.key === 'ArrowRight')) return onFold(row);
      const parent = findRow(visible, tree.parent[row] ?? -1);
      if (event.key === 'ArrowLeft' && parent !== -1) onMove(parent);
    } else if (event.key === 'e') jump((each) => tree.spans[each]?.error === true);
    else if (event.key === 'f') jump((each) => tree.changed.has(each));
    else if (event.key === 'c') jump((each) => path.has(each));
    else if (event.key === 'Escape') onOut();
    return undefined;
  };
}
