import { fineLatencyEdgesNano } from '@seatrial/model';
import type { Heatmap, HeatmapArm, HeatmapCell } from '../../events.ts';
import type { TimeColumns } from './time-columns.ts';

/** Counts of one arm, column and bucket of `toFineBucket`. */
export interface FineCell {
  readonly arm: string;
  readonly column: number;
  readonly bucket: number;
  readonly events: number;
  readonly errors: number;
}

/** Buckets of a row: parts of a power of two, or several powers. */
const sizes: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 480, 960, 1920];

/** The share of the shortest events that may share the first row, so that one freak does not take half of the picture. */
const freaks = 0.001;

/** Puts fine counts into `most` rows at most, of nearly equal factors. */
export function toHeatmap(
  cells: readonly FineCell[],
  { fromMs, toMs, columnMs }: TimeColumns,
  most: number,
): Omit<Heatmap, 'of' | 'otherArms'> {
  const { lowest, highest, least } = toDomain(cells);
  const rowOf = (bucket: number, size: number): number => Math.floor((bucket - 1) / size);
  const size = sizes.find((each) => rowOf(highest, each) - rowOf(lowest, each) < most) ?? 1920;
  const first = rowOf(lowest, size);
  const rows = rowOf(highest, size) - first + 1;
  const edge = (row: number): number => toEdgeMs(1 + row * size);
  const edgesMs = Array.from({ length: rows + 1 }, (_, index) => edge(first + index));
  const place = (bucket: number): number => Math.max(0, rowOf(bucket, size) - first);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    columnMs,
    edgesMs: least < lowest ? [0, ...edgesMs.slice(1)] : edgesMs,
    arms: toArms(cells, place),
  };
}

/** The buckets between which events lie, a few of the shortest left aside. */
function toDomain(cells: readonly FineCell[]): {
  readonly lowest: number;
  readonly highest: number;
  readonly least: number;
} {
  const byBucket = new Map<number, number>();
  for (const { bucket, events } of cells) byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + events);
  const rising = [...byBucket].toSorted(([a], [b]) => a - b);
  const aside = rising.reduce((sum, [, events]) => sum + events, 0) * freaks;
  let below = 0;
  const lowest = rising.find(([, events]) => (below += events) > aside)?.[0] ?? 1;
  return { lowest, highest: rising.at(-1)?.[0] ?? lowest, least: rising[0]?.[0] ?? lowest };
}

/** The lower edge of a bucket of `toFineBucket`; the powers go on beyond the last one. */
function toEdgeMs(bucket: number): number {
  if (bucket <= 0) return 0;
  const known = fineLatencyEdgesNano[bucket - 1];
  const last = fineLatencyEdgesNano.at(-1) ?? 0;
  return (known ?? last * 2 ** Math.ceil((bucket - fineLatencyEdgesNano.length) / 32)) / 1e6;
}

function toArms(cells: readonly FineCell[], place: (bucket: number) => number): readonly HeatmapArm[] {
  const arms = new Map<string, Map<string, HeatmapCell>>();
  for (const { arm, column, bucket, events, errors } of cells) {
    const known = arms.get(arm) ?? new Map<string, HeatmapCell>();
    arms.set(arm, known);
    const row = place(bucket);
    const [, , before = 0, failed = 0] = known.get(`${column} ${row}`) ?? [];
    known.set(`${column} ${row}`, [column, row, before + events, failed + errors]);
  }
  return [...arms]
    .map(([arm, known]): HeatmapArm => {
      const list = [...known.values()].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
      return {
        arm,
        events: list.reduce((sum, cell) => sum + cell[2], 0),
        errors: list.reduce((sum, cell) => sum + cell[3], 0),
        cells: list,
      };
    })
    .toSorted((a, b) => b.events - a.events || (a.arm < b.arm ? -1 : 1));
}
