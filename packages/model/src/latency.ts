/**
 * The published edges of latency histograms, in nanoseconds: steps 1, 1.5, 2, 3, 5, 7 of each decade from 100 µs to 100 s.
 * Bucket i holds durations above edge i−1 and at or below edge i; one bucket more than edges. Edges are integers that
 * every engine compares alike, so that no logarithm in SQL can count one request differently.
 */
export const latencyEdgesNano: readonly number[] = [
  ...[1e5, 1e6, 1e7, 1e8, 1e9, 1e10].flatMap((decade) => [1, 1.5, 2, 3, 5, 7].map((step) => Math.round(step * decade))),
  1e11,
];

/** The bucket of a duration. */
export function toBucket(durationNano: number, edges: readonly number[] = latencyEdgesNano): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (durationNano <= (edges[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}
