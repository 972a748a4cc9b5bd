import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Histogram } from './histogram.ts';
import { toQuantileBounds } from './histogram.ts';
import { toQuantileDifference, toQuantileInterval } from './quantile-interval.ts';
import { toQuantileDifferenceLogE, toQuantileLogE } from './quantile-test.ts';

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}

const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const histograms: fc.Arbitrary<Histogram> = fc
  .array(fc.nat({ max: 300 }), { minLength: 6, maxLength: 6 })
  .map((counts) => ({ bounds: [1, 2, 3, 5, 8], counts }));

describe('the evidence on a quantile', () => {
  it("is confseq's two-sided beta-binomial mixture", () => {
    // gostevehoward/confseq, test/uniform_boundaries_unittest.cpp: v 100, g 0.2, h 0.8, s 10 is 135 of 625 at p 0.2.
    expect(toQuantileLogE(135, 625, 0.2, { sharpestAt: 625 })).toBeCloseTo(-0.694_101_2, 7);
  });

  it.each([
    // mpmath with 60 digits, from the formula of Howard & Ramdas.
    [500_000_123, 1e9, 0.5, -6.792_743_055_925_52],
    [9900, 10_000, 0.99, -1.101_283_016_287_46],
  ])('is exact for %d of %d', (below, total, p, expected) => {
    expect(Math.abs(toQuantileLogE(below, total, p, { sharpestAt: 10_000 }) - expected)).toBeLessThan(1e-9);
  });

  it('expects exactly 1 where the share is p, over all outcomes', () => {
    fc.assert(
      fc.property(shares, fc.nat({ max: 14 }), fc.integer({ min: 10, max: 10_000 }), (p, total, sharpestAt) => {
        let sum = 0;
        for (let k = 0; k <= total; k += 1)
          sum +=
            choose(total, k) * p ** k * (1 - p) ** (total - k) * Math.exp(toQuantileLogE(k, total, p, { sharpestAt }));
        expect(sum).toBeCloseTo(1, 8);
      }),
    );
  });

  it('says what is wrong', () => {
    expect(() => toQuantileLogE(3, 2, 0.5)).toThrow('below is 3');
    expect(() => toQuantileLogE(1, 2, 1)).toThrow('p is 1');
    expect(() => toQuantileLogE(1, 2, 0.5, { sharpestAt: 0 })).toThrow('sharpestAt is 0');
  });
});

describe('the interval of a quantile', () => {
  it('contains the quantile of the values, and grows with certainty', () => {
    fc.assert(
      fc.property(histograms, shares, (histogram, p) => {
        const interval = toQuantileInterval(histogram, p);
        const bounds = toQuantileBounds(histogram, p);
        expect(interval.estimate).toEqual(bounds);
        expect(interval.lower).toBeLessThanOrEqual(bounds?.lower ?? Infinity);
        expect(interval.upper).toBeGreaterThanOrEqual(bounds?.upper ?? 0);
        const wider = toQuantileInterval(histogram, p, { alpha: 0.001 });
        expect(wider.lower).toBeLessThanOrEqual(interval.lower);
        expect(wider.upper).toBeGreaterThanOrEqual(interval.upper);
      }),
    );
  });

  it('ends at the bounds that are refuted one by one', () => {
    fc.assert(
      fc.property(histograms, shares, ({ bounds, counts }, p) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const refuted = bounds.map((bound, index) => {
          const below = counts.slice(0, index + 1).reduce((sum, count) => sum + count, 0);
          return { bound, tooFew: below < p * total, out: toQuantileLogE(below, total, p) >= Math.log(20) };
        });
        const { lower, upper } = toQuantileInterval({ bounds, counts }, p);
        expect(lower).toBe(refuted.findLast(({ tooFew, out }) => tooFew && out)?.bound ?? 0);
        expect(upper).toBe(refuted.find(({ tooFew, out }) => !tooFew && out)?.bound ?? Infinity);
      }),
    );
  });

  it('closes in with more values, up to the width of a bucket', () => {
    const few = { bounds: [1, 2, 3, 5, 8], counts: [2, 3, 5, 4, 2, 1] };
    const many = { ...few, counts: few.counts.map((count) => count * 1e8) };
    expect(toQuantileInterval(few, 0.5)).toMatchObject({ lower: 0, upper: Infinity });
    expect(toQuantileInterval(many, 0.5)).toEqual({ lower: 2, upper: 3, estimate: { lower: 2, upper: 3 } });
    expect(toQuantileInterval({ bounds: [1], counts: [0, 0] }, 0.5)).toEqual({
      lower: 0,
      upper: Infinity,
      estimate: undefined,
    });
  });
});

describe('two quantiles', () => {
  const slow = { bounds: [1, 2, 3, 5, 8], counts: [0, 0, 0, 9000, 1000, 0] };
  const fast = { bounds: [1, 2, 3, 5, 8], counts: [0, 9000, 1000, 0, 0, 0] };

  it('differ by what their intervals leave', () => {
    const { difference, factor, baseline, candidate } = toQuantileDifference(fast, slow, 0.5);
    expect([baseline.lower, baseline.upper, candidate.lower, candidate.upper]).toEqual([1, 2, 3, 5]);
    expect(difference).toEqual({ lower: 1, upper: 4 });
    expect(factor).toEqual({ lower: 1.5, upper: 5 });
  });

  it('leave everything open where nothing is known', () => {
    const none = { bounds: [1], counts: [0, 0] };
    expect(toQuantileDifference(none, none, 0.5)).toMatchObject({
      difference: { lower: -Infinity, upper: Infinity },
      factor: { lower: 0, upper: Infinity },
    });
  });

  it('are told apart by evidence, the same both ways round', () => {
    expect(toQuantileDifferenceLogE(fast, slow, 0.5)).toBeGreaterThan(Math.log(1e6));
    fc.assert(
      fc.property(histograms, histograms, shares, (a, b, p) => {
        expect(toQuantileDifferenceLogE(a, b, p)).toBeCloseTo(toQuantileDifferenceLogE(b, a, p), 9);
        expect(toQuantileDifferenceLogE(a, a, p)).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('are as sharp as on the raw values where each has a bucket of its own, and never sharper in coarser ones', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 9 }), { maxLength: 60 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 60 }),
        shares,
        (a, b, p) => {
          const count = (values: readonly number[], bounds: readonly number[]): Histogram => ({
            bounds,
            counts: [...bounds, Infinity].map(
              (bound, index) =>
                values.filter((value) => value <= bound && value > (bounds[index - 1] ?? -Infinity)).length,
            ),
          });
          const fine = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
          const evidence = (values: readonly number[], below: number): number =>
            toQuantileLogE(below, values.length, p);
          const atMost = (values: readonly number[], x: number): number => values.filter((value) => value <= x).length;
          const less = (values: readonly number[], x: number): number => values.filter((value) => value < x).length;
          const least = (values: readonly number[], x: number): number => {
            const [low, high] = [less(values, x), atMost(values, x)];
            return Math.min(...Array.from({ length: high - low + 1 }, (_, index) => evidence(values, low + index)));
          };
          const raw = Math.min(...fine.map((x) => least(a, x) + least(b, x)));
          expect(toQuantileDifferenceLogE(count(a, fine), count(b, fine), p)).toBeCloseTo(raw, 9);
          const coarse = [1, 5, 7];
          expect(toQuantileDifferenceLogE(count(a, coarse), count(b, coarse), p)).toBeLessThanOrEqual(raw + 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('need the same bounds', () => {
    expect(() => toQuantileDifferenceLogE(fast, { bounds: [1], counts: [1, 1] }, 0.5)).toThrow('different bounds');
  });
});
