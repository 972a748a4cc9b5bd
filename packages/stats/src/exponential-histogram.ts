import { checkCount } from './check.ts';
import type { Histogram } from './histogram.ts';

/**
 * A histogram whose bounds are powers of base = 2^(2^−scale), as OpenTelemetry has it: count i is of the values above
 * base^(offset + i) and at or below base^(offset + i + 1). Values at or below 0 are in `zeroCount`.
 * Source: OpenTelemetry metrics data model, "ExponentialHistogram".
 */
export interface ExponentialHistogram {
  readonly scale: number;
  readonly zeroCount: number;
  readonly offset: number;
  readonly counts: readonly number[];
}

export interface ExponentialOptions {
  /** The finest scale to begin with, from −10 to 20; default 20. */
  readonly scale?: number;
  /** The most buckets to keep before the scale is lowered, at least 2; default 160, as in OpenTelemetry's SDKs. */
  readonly maxBuckets?: number;
}

const emptyScale = 20;

/** The lower bound of bucket `index`. */
function toBound(index: number, scale: number): number {
  return 2 ** (index * 2 ** -scale);
}

/** The bucket of a value above 0, put right where the logarithm was rounded across a bound. */
function toIndex(value: number, scale: number): number {
  let index = Math.ceil(Math.log2(value) * 2 ** scale) - 1;
  while (value <= toBound(index, scale)) index -= 1;
  while (value > toBound(index + 1, scale)) index += 1;
  return index;
}

/** How far the scale has to be lowered until buckets `first` to `last` are no more than allowed. */
function toShift(first: number, last: number, maxBuckets: number): number {
  let shift = 0;
  while (Math.floor(last / 2 ** shift) - Math.floor(first / 2 ** shift) + 1 > maxBuckets) shift += 1;
  return shift;
}

/** The same values in buckets 2^steps times as wide, without loss beyond that. */
export function lowerScale(histogram: ExponentialHistogram, steps: number): ExponentialHistogram {
  checkCount('steps', steps);
  const { counts, offset, scale, zeroCount } = histogram;
  if (steps === 0) return histogram;
  const first = Math.floor(offset / 2 ** steps);
  const last = Math.floor((offset + counts.length - 1) / 2 ** steps);
  const lowered = Array.from({ length: counts.length === 0 ? 0 : last - first + 1 }, () => 0);
  for (const [index, count] of counts.entries()) {
    const place = Math.floor((offset + index) / 2 ** steps) - first;
    lowered[place] = (lowered[place] ?? 0) + count;
  }
  return { scale: scale - steps, zeroCount, offset: counts.length === 0 ? 0 : first, counts: lowered };
}

/** The histogram of values, which must be finite and not negative, at the finest scale that the options allow. */
export function toExponentialHistogram(
  values: readonly number[],
  options: ExponentialOptions = {},
): ExponentialHistogram {
  const { scale = emptyScale, maxBuckets = 160 } = options;
  const wrong = values.find((value) => !Number.isFinite(value) || value < 0);
  if (wrong !== undefined) throw new RangeError(`A value is ${wrong}; give finite numbers from 0 on.`);
  const positive = values.filter((value) => value > 0);
  const zeroCount = values.length - positive.length;
  if (positive.length === 0) return { scale, zeroCount, offset: 0, counts: [] };
  const indexes = positive.map((value) => toIndex(value, scale));
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const index of indexes) {
    first = Math.min(first, index);
    last = Math.max(last, index);
  }
  const shift = toShift(first, last, maxBuckets);
  const offset = Math.floor(first / 2 ** shift);
  const counts = Array.from({ length: Math.floor(last / 2 ** shift) - offset + 1 }, () => 0);
  for (const index of indexes) {
    const place = Math.floor(index / 2 ** shift) - offset;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { scale: scale - shift, zeroCount, offset, counts };
}

/** The histogram of the values of both, at the finest scale that holds them; associative and commutative. */
export function mergeExponential(
  a: ExponentialHistogram,
  b: ExponentialHistogram,
  options: Pick<ExponentialOptions, 'maxBuckets'> = {},
): ExponentialHistogram {
  const { maxBuckets = 160 } = options;
  const common = Math.min(a.scale, b.scale);
  const parts = [lowerScale(a, a.scale - common), lowerScale(b, b.scale - common)];
  const filled = parts.filter(({ counts }) => counts.length > 0);
  const zeroCount = a.zeroCount + b.zeroCount;
  if (filled.length === 0) return { scale: common, zeroCount, offset: 0, counts: [] };
  const first = Math.min(...filled.map(({ offset }) => offset));
  const last = Math.max(...filled.map(({ offset, counts }) => offset + counts.length - 1));
  const shift = toShift(first, last, maxBuckets);
  const lowered = filled.map((part) => lowerScale(part, shift));
  const offset = Math.min(...lowered.map((part) => part.offset));
  const end = Math.max(...lowered.map((part) => part.offset + part.counts.length));
  const counts = Array.from({ length: end - offset }, () => 0);
  for (const part of lowered)
    for (const [index, count] of part.counts.entries()) {
      const place = part.offset + index - offset;
      counts[place] = (counts[place] ?? 0) + count;
    }
  return { scale: common - shift, zeroCount, offset, counts };
}

/** The same counts with their bounds written out, for whatever works on bounds. */
export function fromExponential({ counts, offset, scale, zeroCount }: ExponentialHistogram): Histogram {
  const bounds = Array.from({ length: counts.length + 1 }, (_, index) => toBound(offset + index, scale));
  return { bounds, counts: [zeroCount, ...counts, 0] };
}
