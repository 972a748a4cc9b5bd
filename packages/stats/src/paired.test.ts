import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from './odds-ratio.ts';
import { createPairedTest } from './paired.ts';

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}

describe('the paired test', () => {
  const evidence = (candidateOnly: number, baselineOnly: number, direction: Direction): number =>
    createPairedTest({ direction }).add({ candidateOnly, baselineOnly });

  it('expects exactly 1 where either side is as likely', () => {
    for (const direction of ['above', 'below', 'either'] as const)
      for (let pairs = 0; pairs <= 15; pairs += 1) {
        let sum = 0;
        for (let k = 0; k <= pairs; k += 1)
          sum += choose(pairs, k) * 0.5 ** pairs * Math.exp(evidence(k, pairs - k, direction));
        expect(sum).toBeCloseTo(1, 10);
      }
  });

  it('has the closed form of a Beta(1/2, 1/2) mixture', () => {
    // 3 against 0: B(3.5, 0.5) / B(0.5, 0.5) = 5/16, over (1/2)^3.
    expect(evidence(3, 0, 'either')).toBeCloseTo(Math.log(2.5), 12);
  });

  it('is symmetric, and does not care how pairs are batched', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e6 }), fc.nat({ max: 1e6 }), fc.nat({ max: 50 }), (a, b, c) => {
        expect(evidence(a, b, 'either')).toBeCloseTo(evidence(b, a, 'either'), 6);
        expect(evidence(a, b, 'above')).toBeCloseTo(evidence(b, a, 'below'), 6);
        for (const direction of ['above', 'either'] as const) {
          const test = createPairedTest({ direction });
          test.add({ candidateOnly: a, baselineOnly: b });
          test.add({ candidateOnly: c, baselineOnly: 0 });
          expect(test.logE).toBeCloseTo(evidence(a + c, b, direction), 6);
          expect(test.peakLogE).toBeGreaterThanOrEqual(test.logE);
        }
      }),
    );
  });

  it('stays finite at 1e9 pairs, and refuses half ones', () => {
    expect(evidence(5e8 + 1e6, 5e8, 'either')).toBeGreaterThan(400);
    expect(evidence(5e8, 5e8, 'either')).toBeLessThan(0);
    expect(createPairedTest().components).toHaveLength(1);
    expect(createPairedTest({ direction: 'above' }).components).toHaveLength(8);
    expect(() => evidence(0.5, 1, 'either')).toThrow('candidateOnly is 0.5');
  });
});
