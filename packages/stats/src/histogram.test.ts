import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromExponential, lowerScale, mergeExponential, toExponentialHistogram } from './exponential-histogram.ts';
import { checkHistogram, countAbove, mergeHistograms, toCumulative, toQuantileBounds, toTotal } from './histogram.ts';

const values = fc.array(fc.oneof(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), fc.nat({ max: 3 })), {
  maxLength: 200,
});
const part = fc.double({ min: 0.001, max: 0.999, noNaN: true });

function toExact(list: readonly number[], p: number): number {
  return list.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(p * list.length)) - 1] ?? Number.NaN;
}

describe('a histogram', () => {
  const histogram = { bounds: [1, 2, 5], counts: [4, 0, 3, 1] };

  it('counts and accumulates at its bounds', () => {
    expect(toTotal(histogram)).toBe(8);
    expect(toCumulative(histogram)).toEqual([4, 4, 7]);
    expect(countAbove(histogram, 2)).toBe(4);
    expect(() => countAbove(histogram, 3)).toThrow('3 is no bound of the histogram; give one of 1, 2, 5.');
  });

  it('bounds its quantiles', () => {
    expect(toQuantileBounds(histogram, 0.5)).toEqual({ lower: 0, upper: 1 });
    expect(toQuantileBounds(histogram, 0.51)).toEqual({ lower: 2, upper: 5 });
    expect(toQuantileBounds(histogram, 0.99)).toEqual({ lower: 5, upper: Infinity });
    expect(toQuantileBounds({ bounds: [1], counts: [0, 0] }, 0.5)).toBeUndefined();
  });

  it('merges with its like only', () => {
    expect(mergeHistograms(histogram, histogram).counts).toEqual([8, 0, 6, 2]);
    expect(() => mergeHistograms(histogram, { bounds: [1, 2, 6], counts: [0, 0, 0, 0] })).toThrow('different bounds');
  });

  it('is refused where it cannot be', () => {
    expect(() => checkHistogram({ bounds: [1], counts: [1] })).toThrow('1 counts for 1 bounds');
    expect(() => checkHistogram({ bounds: [2, 1], counts: [0, 0, 0] })).toThrow('Bound 1 is 1');
    expect(() => checkHistogram({ bounds: [1], counts: [0, -1] })).toThrow('Count 1 is -1');
  });
});

describe('an exponential histogram', () => {
  it('has the buckets of OpenTelemetry: above the lower bound, at or below the upper', () => {
    // Scale 0: base 2, so that 2 and 4 are upper bounds of buckets 0 and 1 (metrics data model).
    const histogram = toExponentialHistogram([1, 1.5, 2, 3, 4, 5, 0], { scale: 0 });
    expect(histogram).toEqual({ scale: 0, zeroCount: 1, offset: -1, counts: [1, 2, 2, 1] });
    expect(fromExponential(histogram).bounds).toEqual([0.5, 1, 2, 4, 8]);
  });

  it('keeps at most so many buckets', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 50 }), (list, maxBuckets) => {
        const histogram = toExponentialHistogram(list, { maxBuckets });
        expect(histogram.counts.length).toBeLessThanOrEqual(maxBuckets);
        expect(toTotal(fromExponential(histogram))).toBe(list.length);
      }),
    );
  });

  it('bounds the exact quantile', () => {
    fc.assert(
      fc.property(values, part, (list, p) => {
        fc.pre(list.length > 0);
        const bounds = toQuantileBounds(fromExponential(toExponentialHistogram(list)), p);
        const exact = toExact(list, p);
        expect(bounds?.lower).toBeLessThanOrEqual(exact);
        expect(bounds?.upper).toBeGreaterThanOrEqual(exact);
      }),
    );
  });

  it('is the same whichever way values are split, ordered and merged', () => {
    fc.assert(
      fc.property(values, values, values, fc.integer({ min: 2, max: 60 }), (a, b, c, maxBuckets) => {
        const [x, y, z] = [a, b, c].map((list) => toExponentialHistogram(list, { maxBuckets }));
        if (x === undefined || y === undefined || z === undefined) throw new Error('three lists give three histograms');
        const options = { maxBuckets };
        const left = mergeExponential(mergeExponential(x, y, options), z, options);
        expect(left).toEqual(mergeExponential(x, mergeExponential(y, z, options), options));
        expect(left).toEqual(mergeExponential(mergeExponential(z, y, options), x, options));
        expect(left).toEqual(toExponentialHistogram([...a, ...b, ...c], options));
      }),
    );
  });

  it('loses nothing but width when its scale is lowered', () => {
    const histogram = toExponentialHistogram([1, 10, 100, 1000], { scale: 5, maxBuckets: 1000 });
    expect(lowerScale(histogram, 3)).toEqual(
      toExponentialHistogram([1, 10, 100, 1000], { scale: 2, maxBuckets: 1000 }),
    );
    expect(lowerScale(histogram, 0)).toBe(histogram);
  });

  it('refuses what it has no bucket for', () => {
    expect(() => toExponentialHistogram([1, -1])).toThrow('A value is -1');
    expect(() => toExponentialHistogram([Number.NaN])).toThrow('A value is NaN');
  });
});
