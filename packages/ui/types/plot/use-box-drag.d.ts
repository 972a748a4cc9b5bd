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
/** Draws a box over cells, by pointer or by keys. */
export declare function useBoxDrag({ columns, rows, cellAt, draw, point, choose }: BoxDragOptions): BoxDragHandlers;
export {};
