import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logDirichlet } from './deviance.ts';
import { toSampleRatioLogE } from './sample-ratio.ts';

describe('the sample-ratio test', () => {
  it("has the marginal likelihoods of the authors' package ssrm", () => {
    // ssrm_test/test_ssrm_test.py (Optimizely): a Dirichlet(1, 1, 1) against 0.4, 0.4, 0.2; log M1 less log M0.
    const shares = [0.4, 0.4, 0.2];
    const evidence = (counts: readonly number[]): number =>
      logDirichlet(
        counts.map((count) => count + 1),
        shares,
      ) - logDirichlet([1, 1, 1], shares);
    expect(evidence([20, 17, 9])).toBeCloseTo(-7.028_201_432_058_012 + 4.077_640_646_606_198_5, 10);
    expect(evidence([60, 63, 32])).toBeCloseTo(-19.964_845_210_903_86 + 15.781_031_228_536_165, 10);
  });

  it('expects exactly 1 where traffic is split as declared', () => {
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    const shares = [0.1, 0.3, 0.6] as const;
    for (const total of [1, 4, 9]) {
      let sum = 0;
      for (let a = 0; a <= total; a += 1)
        for (let b = 0; a + b <= total; b += 1) {
          const c = total - a - b;
          const ways = factorial(total) / (factorial(a) * factorial(b) * factorial(c));
          const chance = ways * shares[0] ** a * shares[1] ** b * shares[2] ** c;
          sum += chance * Math.exp(toSampleRatioLogE([a, b, c], { shares, concentration: 5 }));
        }
      expect(sum).toBeCloseTo(1, 10);
    }
  });

  it('finds a split that is off, and not one that is on, up to counts of 1e9', () => {
    const shares = [0.1, 0.9];
    expect(toSampleRatioLogE([0, 0], { shares })).toBeCloseTo(0, 9);
    expect(toSampleRatioLogE([1200, 8800], { shares })).toBeGreaterThan(Math.log(100));
    expect(toSampleRatioLogE([1e8, 9e8], { shares })).toBeLessThan(0);
    expect(toSampleRatioLogE([1.01e8, 8.99e8], { shares })).toBeGreaterThan(1000);
    fc.assert(
      fc.property(fc.nat({ max: 1e9 }), fc.nat({ max: 1e9 }), (a, b) => {
        const straight = toSampleRatioLogE([a, b], { shares });
        expect(straight).toBeCloseTo(toSampleRatioLogE([b, a], { shares: shares.toReversed() }), 4);
      }),
    );
  });

  it('says what is wrong', () => {
    expect(() => toSampleRatioLogE([1, 2], { shares: [0.5, 0.4] })).toThrow('add up to 0.9');
    expect(() => toSampleRatioLogE([1], { shares: [0.5, 0.5] })).toThrow('1 counts for 2 shares');
    expect(() => toSampleRatioLogE([1, 2], { shares: [0, 1] })).toThrow('A share is 0');
  });
});
