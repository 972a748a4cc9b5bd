import { sumRows, toRange } from '../plot/heat-data.ts';
import type { HeatData, HeatRange } from '../plot/heat-data.ts';

/** Requests that a band has at least, and how many times the baseline's share. */
const leastRequests = 10;
const leastTimes = 4;

/** A run of durations that the candidate has far more of than the baseline, from when it began; undefined where none is. */
export function findBand(data: HeatData): HeatRange | undefined {
  const [ones, others] = [sumRows(data, data.candidate), sumRows(data, data.baseline)];
  const [allOnes, allOthers] = [ones, others].map((rows) => rows.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ];
  if (allOnes === 0 || allOthers === 0) return undefined;
  const stands = ones.map((count, row) => {
    const expected = (((others[row] ?? 0) + 0.5) / allOthers) * allOnes;
    return count >= 2 && count > leastTimes * expected;
  });
  let best: { low: number; high: number; count: number } | undefined;
  for (let low = 0; low < stands.length; low += 1) {
    if (stands[low] !== true) continue;
    let high = low;
    let count = ones[low] ?? 0;
    // One ordinary row between two that stand out does not divide a band.
    while (stands[high + 1] === true || stands[high + 2] === true) {
      high += 1;
      count += ones[high] ?? 0;
    }
    if (count > (best?.count ?? 0)) best = { low, high, count };
    low = high;
  }
  if (best === undefined || best.count < leastRequests) return undefined;
  const { low, high } = best;
  const inBand = (column: number): boolean =>
    ones.some((_, row) => row >= low && row <= high && (data.candidate.events[column * data.rows + row] ?? 0) > 0);
  const columns = Array.from({ length: data.columns }, (_, column) => column).filter(inBand);
  return toRange(data, { left: columns[0] ?? 0, right: columns.at(-1) ?? data.columns - 1, low, high });
}
