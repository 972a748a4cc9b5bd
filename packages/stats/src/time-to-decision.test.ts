import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCeilingTest } from './ceiling.ts';
import { createOddsRatioTest } from './odds-ratio.ts';
import { averageTerms, toCeilingTerms, toOddsRatioTerms, toRequestsUntil } from './time-to-decision.ts';

const threshold = Math.log(20);

describe('the time to a decision', () => {
  const worse = (baselineRate: number, factor: number): number => {
    const traffic = { candidateShare: 0.1, candidateRate: baselineRate * factor, baselineRate };
    return toRequestsUntil(threshold, toOddsRatioTerms(createOddsRatioTest().components, 1, traffic));
  };

  it('is the threshold over relative entropy for a single alternative', () => {
    const { components } = createOddsRatioTest({ factors: [2] });
    const traffic = { candidateShare: 0.1, candidateRate: 0.0002, baselineRate: 0.0001 };
    // Of the events a share of 2/11 is the candidate's, 1/10 under the null; 1.1e-4 of the requests are events.
    const entropy = (2 / 11) * Math.log(20 / 11) + (9 / 11) * Math.log(10 / 11);
    const requests = toRequestsUntil(threshold, toOddsRatioTerms(components, 1, traffic));
    expect(requests / (threshold / (1.1e-4 * entropy))).toBeCloseTo(1, 1);
  });

  it('holds for rates as low as they come', () => {
    expect(worse(1e-6, 5) / worse(1e-4, 5)).toBeCloseTo(100, -1);
    expect(worse(1e-8, 5) / worse(1e-6, 5)).toBeCloseTo(100, -1);
  });

  it('is shorter for what is worse, and endless for what is not', () => {
    expect(worse(0.01, 5)).toBeLessThan(worse(0.01, 2));
    expect(worse(0.01, 2)).toBeLessThan(worse(0.01, 1.5));
    expect(worse(0.01, 1)).toBe(Infinity);
    expect(worse(0, 1)).toBe(Infinity);
  });

  it('counts what is already known', () => {
    const traffic = { candidateShare: 0.1, candidateRate: 0.02, baselineRate: 0.01 };
    const test = createOddsRatioTest();
    const before = toRequestsUntil(threshold, toOddsRatioTerms(test.components, 1, traffic));
    test.add({ candidateTotal: 500, candidateEvents: 10, baselineTotal: 4500, baselineEvents: 45 });
    const after = toRequestsUntil(threshold, toOddsRatioTerms(test.components, 1, traffic));
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(before);
    test.add({ candidateTotal: 500, candidateEvents: 50, baselineTotal: 4500, baselineEvents: 45 });
    expect(toRequestsUntil(threshold, toOddsRatioTerms(test.components, 1, traffic))).toBe(0);
  });

  it('ends by the ceiling where nothing fails', () => {
    const quiet = { candidateShare: 0.1, candidateRate: 0, baselineRate: 0 };
    const within = toOddsRatioTerms(createOddsRatioTest({ direction: 'below', oddsRatio: 2 }).components, 2, quiet);
    const ceiling = toCeilingTerms(createCeilingTest({ ceiling: 0.005 }).components, 0.005, quiet);
    expect(toRequestsUntil(threshold, within)).toBe(Infinity);
    const requests = toRequestsUntil(threshold, averageTerms([within, ceiling]));
    expect(requests * 0.1).toBeGreaterThan(600);
    expect(requests * 0.1).toBeLessThan(1000);
  });

  it('leaves out a bet that is lost', () => {
    const test = createCeilingTest({ ceiling: 0.005 });
    test.add({ total: 100, events: 1 });
    const traffic = { candidateShare: 0.1, candidateRate: 0.0005, baselineRate: 0.0005 };
    expect(toRequestsUntil(threshold, toCeilingTerms(test.components, 0.005, traffic))).toBeGreaterThan(0);
    const bad = { ...traffic, candidateRate: 0.1 };
    expect(toRequestsUntil(threshold, toCeilingTerms(test.components, 0.005, bad))).toBe(Infinity);
  });

  it('grows with the threshold', () => {
    const traffic = { candidateShare: 0.3, candidateRate: 0.02, baselineRate: 0.01 };
    const terms = toOddsRatioTerms(createOddsRatioTest().components, 1, traffic);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (at, more) => {
          expect(toRequestsUntil(at + more, terms)).toBeGreaterThanOrEqual(toRequestsUntil(at, terms));
        },
      ),
    );
  });

  it('says what is wrong', () => {
    const traffic = { candidateShare: 0, candidateRate: 0.02, baselineRate: 0.01 };
    expect(() => toOddsRatioTerms([], 1, traffic)).toThrow('candidateShare is 0');
    expect(() => toOddsRatioTerms([], 1, { ...traffic, candidateShare: 0.5, candidateRate: 2 })).toThrow('A rate is 2');
  });
});
