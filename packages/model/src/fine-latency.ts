const firstPower = 10;
const lastPower = 39;
const steps = 32;

/**
 * The edges of fine latency histograms, in nanoseconds: 32 equal steps in each power of two from 1.024 µs to 1,100 s, so
 * that a bucket is 1.6 to 3.1 % wide. Bucket i holds durations above edge i−1 and at or below edge i; one bucket more
 * than edges. Whole numbers and no logarithm, as in HdrHistogram (Tene), so that every engine counts alike.
 */
export const fineLatencyEdgesNano: readonly number[] = [
  2 ** firstPower,
  ...Array.from({ length: lastPower - firstPower + 1 }, (_, index) => 2 ** (firstPower + index)).flatMap((power) =>
    Array.from({ length: steps }, (_, step) => power + ((step + 1) * power) / steps),
  ),
];

/** The bucket of a duration in whole nanoseconds. */
export function toFineBucket(durationNano: number): number {
  if (durationNano <= 2 ** firstPower) return 0;
  if (durationNano > 2 ** (lastPower + 1)) return fineLatencyEdgesNano.length;
  let power = firstPower;
  while (durationNano > 2 ** (power + 1)) power += 1;
  return 1 + (power - firstPower) * steps + Math.floor((durationNano - 1 - 2 ** power) / 2 ** (power - 5));
}
