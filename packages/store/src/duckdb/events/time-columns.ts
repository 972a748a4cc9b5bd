/** Columns of equal length, aligned to the Unix epoch. */
export interface TimeColumns {
  readonly fromMs: number;
  readonly toMs: number;
  readonly columnMs: number;
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** Lengths that people read times by. */
const lengths: readonly number[] = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * day),
];

/** The shortest columns that cover a range with `most` of them. */
export function toTimeColumns(fromMs: number, toMs: number, most: number): TimeColumns {
  const cover = (columnMs: number): TimeColumns => ({
    fromMs: Math.floor(fromMs / columnMs) * columnMs,
    toMs: Math.max(Math.ceil(toMs / columnMs), Math.floor(fromMs / columnMs) + 1) * columnMs,
    columnMs,
  });
  const fits = (columns: TimeColumns): boolean => (columns.toMs - columns.fromMs) / columns.columnMs <= most;
  for (const length of lengths) if (fits(cover(length))) return cover(length);
  // Centuries, from a clock that was wrong: as many years as it takes.
  let years = 1;
  while (!fits(cover(years * 365 * day))) years *= 2;
  return cover(years * 365 * day);
}
