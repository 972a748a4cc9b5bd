import { describe, expect, it } from 'vitest';
import { averageLogE, minimumLogE, toLogE, toPValue } from './e-process.ts';

describe('e-values', () => {
  it('are averaged in the logarithm without overflow', () => {
    expect(averageLogE([Math.log(1), Math.log(3)])).toBeCloseTo(Math.log(2), 12);
    expect(averageLogE([5000, -Infinity])).toBeCloseTo(5000 - Math.log(2), 9);
    expect(averageLogE([-Infinity])).toBe(-Infinity);
    expect(() => averageLogE([])).toThrow('no e-values');
  });

  it('have a minimum', () => {
    expect(minimumLogE([3, -2, 7])).toBe(-2);
    expect(() => minimumLogE([])).toThrow('no e-values');
  });

  it('are the weighted sum of their mixture', () => {
    const half = Math.log(0.5);
    expect(
      toLogE([
        { alternative: 2, logWeight: half, logRatio: Math.log(8) },
        { alternative: 3, logWeight: half, logRatio: -Infinity },
      ]),
    ).toBeCloseTo(Math.log(4), 12);
  });

  it('give a p-value of at most 1', () => {
    expect(toPValue(Math.log(20))).toBeCloseTo(0.05, 12);
    expect(toPValue(-3)).toBe(1);
    expect(toPValue(0)).toBe(1);
  });
});
