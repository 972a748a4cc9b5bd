import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCeilingTest } from './ceiling.ts';

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}

describe('the ceiling test', () => {
  it('expects at most 1 at any rate from the ceiling on, over all outcomes of two batches', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 6 }),
        fc.nat({ max: 6 }),
        (ceiling, part, first, second) => {
          const rate = ceiling + part * (1 - ceiling);
          const chance = (n: number, k: number): number => choose(n, k) * rate ** k * (1 - rate) ** (n - k);
          let sum = 0;
          for (let a = 0; a <= first; a += 1)
            for (let b = 0; b <= second; b += 1) {
              const test = createCeilingTest({ ceiling });
              test.add({ total: first, events: a });
              test.add({ total: second, events: b });
              sum += chance(first, a) * chance(second, b) * Math.exp(test.logE);
            }
          expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
    );
  });

  it('learns from requests without events, which an odds ratio cannot', () => {
    const test = createCeilingTest({ ceiling: 0.005 });
    test.add({ total: 800, events: 0 });
    expect(test.logE).toBeGreaterThan(Math.log(20));
    // 0.4 of the capital is on no event at all, which pays 1 / (1 - c) a request.
    expect(test.logE).toBeGreaterThan(Math.log(0.4) - 800 * Math.log1p(-0.005));
  });

  it('falls with every event, at counts of 1e9 too', () => {
    const evidence = (events: number, total: number): number =>
      createCeilingTest({ ceiling: 0.005 }).add({ total, events });
    for (let events = 0; events < 20; events += 1)
      expect(evidence(events + 1, 1000)).toBeLessThan(evidence(events, 1000));
    expect(evidence(1e6, 1e9)).toBeGreaterThan(1e5);
    expect(Number.isFinite(evidence(1e7, 1e9))).toBe(true);
  });

  it('says what is wrong', () => {
    expect(() => createCeilingTest({ ceiling: 1 })).toThrow('ceiling is 1');
    expect(() => createCeilingTest({ ceiling: 0.1 }).add({ total: 1, events: 2 })).toThrow('events is 2');
  });
});
