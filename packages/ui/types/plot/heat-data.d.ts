import type { Heatmap } from '@seatrial/store';
/** Counts of both arms; cell (column, row) is at `column * rows + row`, row 0 the fastest. */
export interface HeatData {
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
  /** One more than rows. */
  readonly edgesMs: readonly number[];
  readonly candidate: HeatCounts;
  readonly baseline: HeatCounts;
}
export interface HeatCounts {
  readonly events: Uint32Array;
  readonly errors: Uint32Array;
}
/** Cells from first to last, both inclusive. */
export interface HeatBox {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}
export type HeatLayer = 'all' | 'candidate' | 'baseline' | 'difference';
/** `isCandidate` and `isBaseline` say of the value of an arm whose it is. */
export declare function toHeatData(
  heatmap: Heatmap,
  isCandidate: (arm: string) => boolean,
  isBaseline: (arm: string) => boolean,
): HeatData;
/** Requests of a layer in a cell. */
export declare function countCell(data: HeatData, layer: HeatLayer, index: number): number;
/** Requests of a layer in a box. */
export declare function countBox(data: HeatData, layer: HeatLayer, box: HeatBox): number;
/** Requests of an arm by duration, all times together. */
export declare function sumRows({ columns, rows }: HeatData, { events }: HeatCounts): readonly number[];
/** What a box means: a time and a duration, from above the one to the other. */
export interface HeatRange {
  readonly from: number;
  readonly to: number;
  readonly aboveMs: number;
  readonly upToMs: number;
}
export declare function toRange({ from, to, columns, edgesMs }: HeatData, box: HeatBox): HeatRange;
/** The cells that a range covers; undefined where it lies outside. */
export declare function toBox({ from, to, columns, rows, edgesMs }: HeatData, range: HeatRange): HeatBox | undefined;
