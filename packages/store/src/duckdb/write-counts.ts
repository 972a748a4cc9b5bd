/** What became of spans beside being stored. */
export interface WriteCounts {
  /** Spans that were there already. */
  readonly duplicates: number;
  /** Unfinished spans that made room for their final form. */
  readonly replaced: number;
  /** Spans that ended before the open minute, and were counted in that one. */
  readonly late: number;
  /** Spans that ended after the present minute, and were counted in that one. */
  readonly future: number;
}

export const noCounts: WriteCounts = { duplicates: 0, replaced: 0, late: 0, future: 0 };

export function addCounts(a: WriteCounts, b: WriteCounts): WriteCounts {
  return {
    duplicates: a.duplicates + b.duplicates,
    replaced: a.replaced + b.replaced,
    late: a.late + b.late,
    future: a.future + b.future,
  };
}
