import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBudget, toGap, toStride } from './stride.ts';

describe('toBudget', () => {
  it('lets a function have its 9,000 where all of them together want at most 20,000', () => {
    expect(toBudget([], 1)).toBe(9000);
    expect(toBudget([9000, 9000, 2000], 1)).toBe(9000);
    expect(toBudget([1_000_000], 0)).toBe(9000);
  });

  it('never lets a thread time more than 20,000, or 9,000 of a busy machine, and takes from the greedy alone', () => {
    const many = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(many, fc.double({ min: 0, max: 2, noNaN: true }), (calls, share) => {
        const most = Math.round(9000 + 11_000 * Math.min(1, share));
        const budget = toBudget(calls, share);
        const timed = calls.map((each) => Math.min(each, budget));
        const total = timed.reduce((sum, each) => sum + each, 0);
        expect(budget).toBeLessThanOrEqual(9000);
        expect(total).toBeLessThanOrEqual(most);
        // What is there is used: one more for each that wants it would be too much.
        const greedy = calls.filter((each) => each > budget).length;
        if (budget < 9000) expect(total + greedy).toBeGreaterThan(most);
      }),
    );
  });
});

describe('toStride', () => {
  it.each([
    [0, 1, 1],
    [9000, 1, 1],
    [9001, 1, 2],
    [900_000, 1, 100],
    [0, 100, 50],
    [900_000, 1000, 500],
  ])('%d calls a second after a stride of %d: %d', (calls, earlier, stride) => {
    expect(toStride(calls, earlier, 9000)).toBe(stride);
  });
});

describe('toGap', () => {
  it('lets pass one less than the stride on average', () => {
    expect(toGap(1)).toBe(0);
    const gaps = Array.from({ length: 100_000 }, () => toGap(64));
    expect(Math.min(...gaps)).toBe(0);
    expect(Math.max(...gaps)).toBe(126);
    // The mean of 100,000 uniform values from 0 to 126 has a standard deviation of 0.12.
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(62);
    expect(mean).toBeLessThan(64);
  });
});
