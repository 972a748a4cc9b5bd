import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from './duration-histogram.ts';

describe('DurationHistogram', () => {
  it('puts each duration into the bucket that holds it', () => {
    const durations = fc.array(
      fc.tuple(fc.double({ min: 1e-8, max: 1e5, noNaN: true }), fc.integer({ min: 1, max: 99 })),
    );
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = new DurationHistogram();
        for (const [seconds, weight] of values) histogram.add(seconds, weight);
        const { count, sum, offset, counts, zeroCount } = histogram.read();
        expect(count).toBe(values.reduce((total, [, weight]) => total + weight, 0));
        expect(counts.reduce((total, each) => total + each, zeroCount)).toBe(count);
        expect(sum).toBeCloseTo(
          values.reduce((total, [seconds, weight]) => total + seconds * weight, 0),
          -3,
        );
        for (const [index, each] of counts.entries()) {
          const [above, most] = [2 ** ((offset + index) / 8), 2 ** ((offset + index + 1) / 8)];
          // A value on an edge may fall to either side of it by the last bit of its logarithm.
          const inside = values.filter(([seconds]) => seconds > above * (1 + 1e-12) && seconds < most * (1 - 1e-12));
          expect(each).toBeGreaterThanOrEqual(inside.reduce((total, [, weight]) => total + weight, 0));
        }
      }),
    );
  });

  it('counts what is shorter than the clock can tell apart, and knows the ends', () => {
    const histogram = new DurationHistogram();
    histogram.add(0, 2);
    histogram.add(1, 1);
    expect(histogram.read()).toEqual({ count: 3, sum: 1, min: 0, max: 1, zeroCount: 2, offset: -1, counts: [1] });
  });
});
