import { fineLatencyEdgesNano } from '@seatrial/model';
import type { Histogram } from '@seatrial/stats';

type Buckets = readonly (readonly [number, number])[];

/** A histogram of the fine edges from its filled buckets; a bucket that is named twice is added. Nanoseconds. */
export function toFineHistogram(buckets: Buckets): Histogram {
  const counts = Array.from({ length: fineLatencyEdgesNano.length + 1 }, () => 0);
  for (const [bucket, count] of buckets) counts[bucket] = (counts[bucket] ?? 0) + count;
  return { bounds: fineLatencyEdgesNano, counts };
}

/** Its filled buckets, rising. */
export function mergeBuckets(parts: readonly Buckets[]): Buckets {
  const sums = new Map<number, number>();
  for (const [bucket, count] of parts.flat()) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  return [...sums].toSorted(([a], [b]) => a - b);
}
