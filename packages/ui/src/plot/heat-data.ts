import type { Heatmap, HeatmapArm } from '@seatrial/store';

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
export function toHeatData(
  heatmap: Heatmap,
  isCandidate: (arm: string) => boolean,
  isBaseline: (arm: string) => boolean,
): HeatData {
  const rows = Math.max(1, heatmap.edgesMs.length - 1);
  const [from, to] = [Date.parse(heatmap.from), Date.parse(heatmap.to)];
  const columns = Math.max(1, Math.round((to - from) / heatmap.columnMs));
  const sum = (arms: readonly HeatmapArm[]): HeatCounts => {
    const counts = { events: new Uint32Array(columns * rows), errors: new Uint32Array(columns * rows) };
    for (const { cells } of arms)
      for (const [column, row, events, errors] of cells) {
        const index = column * rows + row;
        counts.events[index] = (counts.events[index] ?? 0) + events;
        counts.errors[index] = (counts.errors[index] ?? 0) + errors;
      }
    return counts;
  };
  return {
    columns,
    rows,
    from,
    to,
    edgesMs: heatmap.edgesMs,
    candidate: sum(heatmap.arms.filter(({ arm }) => isCandidate(arm))),
    baseline: sum(heatmap.arms.filter(({ arm }) => !isCandidate(arm) && isBaseline(arm))),
  };
}

/** Requests of a layer in a cell. */
export function countCell(data: HeatData, layer: HeatLayer, index: number): number {
  const candidate = data.candidate.events[index] ?? 0;
  const baseline = data.baseline.events[index] ?? 0;
  if (layer === 'candidate') return candidate;
  return layer === 'baseline' ? baseline : candidate + baseline;
}

/** Requests of a layer in a box. */
export function countBox(data: HeatData, layer: HeatLayer, box: HeatBox): number {
  let count = 0;
  for (let column = box.left; column <= box.right; column += 1)
    for (let row = box.low; row <= box.high; row += 1) count += countCell(data, layer, column * data.rows + row);
  return count;
}

/** Requests of an arm by duration, all times together. */
export function sumRows({ columns, rows }: HeatData, { events }: HeatCounts): readonly number[] {
  return Array.from({ length: rows }, (_, row) => {
    let count = 0;
    for (let column = 0; column < columns; column += 1) count += events[column * rows + row] ?? 0;
    return count;
  });
}

/** What a box means: a time and a duration, from above the one to the other. */
export interface HeatRange {
  readonly from: number;
  readonly to: number;
  readonly aboveMs: number;
  readonly upToMs: number;
}

export function toRange({ from, to, columns, edgesMs }: HeatData, box: HeatBox): HeatRange {
  const width = (to - from) / columns;
  return {
    from: from + box.left * width,
    to: from + (box.right + 1) * width,
    aboveMs: edgesMs[box.low] ?? 0,
    upToMs: edgesMs[box.high + 1] ?? Infinity,
  };
}

/** The cells that a range covers; undefined where it lies outside. */
export function toBox({ from, to, columns, rows, edgesMs }: HeatData, range: HeatRange): HeatBox | undefined {
  const width = (to - from) / columns;
  const left = Math.max(0, Math.round((range.from - from) / width));
  const right = Math.min(columns, Math.round((range.to - from) / width)) - 1;
  const low = Math.max(
    0,
    edgesMs.findLastIndex((edge) => edge <= range.aboveMs * 1.0001),
  );
  const above = edgesMs.findIndex((edge) => edge >= range.upToMs * 0.9999);
  const high = (above === -1 ? rows : above) - 1;
  return left > right || low > high ? undefined : { left, right, low, high };
}
