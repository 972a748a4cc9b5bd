import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { HeatBox } from './heat-data.ts';

interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface BoxDragOptions {
  readonly columns: number;
  readonly rows: number;
  /** The cell at a place in the element, the nearest where it lies outside. */
  readonly cellAt: (x: number, y: number) => Cell;
  /** The box as it is drawn now; undefined takes it away. */
  readonly draw: (box: HeatBox | undefined, by: 'pointer' | 'keys') => void;
  /** What the pointer is at, `x` in the element; undefined where it is nowhere. */
  readonly point: (box: HeatBox | undefined, x: number) => void;
  /** Called when a box is done, or is cleared. */
  readonly choose: (box: HeatBox | undefined) => void;
}

export interface BoxDragHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onPointerLeave: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

const arrows: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Cells that an arrow key moves by; with Alt it is one. */
const stride = 5;

/** Draws a box over cells, by pointer or by keys. */
export function useBoxDrag({ columns, rows, cellAt, draw, point, choose }: BoxDragOptions): BoxDragHandlers {
  const drag = useRef<{ readonly anchor: Cell; readonly area: DOMRect; box: HeatBox }>(undefined);
  const keys = useRef<{ readonly anchor: Cell; readonly at: Cell }>(undefined);
  const cellOf = (event: PointerEvent<HTMLElement>, area: DOMRect): Cell =>
    cellAt(event.clientX - area.left, event.clientY - area.top);
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      const area = event.currentTarget.getBoundingClientRect();
      const anchor = cellOf(event, area);
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { anchor, area, box: toHeatBox(anchor, anchor) };
      draw(drag.current.box, 'pointer');
    },
    onPointerMove: (event) => {
      const area = drag.current?.area ?? event.currentTarget.getBoundingClientRect();
      const cell = cellOf(event, area);
      const box = toHeatBox(drag.current?.anchor ?? cell, cell);
      if (drag.current !== undefined) {
        drag.current.box = box;
        draw(box, 'pointer');
      }
      point(box, event.clientX - area.left);
    },
    onPointerUp: () => {
      const box = drag.current?.box;
      drag.current = undefined;
      if (box === undefined) return;
      // A click without a drag clears.
      const single = box.left === box.right && box.low === box.high;
      if (single) draw(undefined, 'pointer');
      choose(single ? undefined : box);
    },
    onPointerCancel: () => {
      drag.current = undefined;
      draw(undefined, 'pointer');
    },
    onPointerLeave: () => {
      if (drag.current === undefined) point(undefined, 0);
    },
    onKeyDown: (event) => {
      if (event.key === 'Escape') {
        keys.current = undefined;
        draw(undefined, 'keys');
        choose(undefined);
        return;
      }
      if (event.key === 'Enter' && keys.current !== undefined) {
        choose(toHeatBox(keys.current.anchor, keys.current.at));
        return;
      }
      const arrow = arrows[event.key];
      if (arrow === undefined) return;
      event.preventDefault();
      const middle = { column: columns >> 1, row: rows >> 1 };
      const now = keys.current ?? { anchor: middle, at: middle };
      const far = event.altKey ? 1 : stride;
      const at = {
        column: Math.max(0, Math.min(columns - 1, now.at.column + arrow[0] * far)),
        row: Math.max(0, Math.min(rows - 1, now.at.row + arrow[1] * far)),
      };
      keys.current = { anchor: event.shiftKey ? now.anchor : at, at };
      draw(toHeatBox(keys.current.anchor, at), 'keys');
    },
  };
}

function toHeatBox(one: Cell, other: Cell): HeatBox {
  return {
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
    low: Math.min(one.row, other.row),
    high: Math.max(one.row, other.row),
  };
}
