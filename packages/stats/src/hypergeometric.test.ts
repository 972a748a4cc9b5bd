import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogLikelihood, toLogHypergeometric } from './hypergeometric.ts';

describe("Fisher's noncentral hypergeometric distribution", () => {
  it("gives Wolfram's exact probabilities", () => {
    // PDF[FisherHypergeometricDistribution[10, 8, 16, 5/2], k], as in the tests of WarrenWeckesser/mpsci.
    const exact = [64, 2560, 28_000, 112_000, 175_000, 100_000, 15_625].map((part) => part / 433_249);
    const margins = { candidate: 8, baseline: 8, events: 10 };
    for (const [index, probability] of exact.entries())
      expect(Math.exp(toLogHypergeometric(margins, 2 + index, 2.5))).toBeCloseTo(probability, 13);
  });

  it.each([
    // scipy 1.17 nchypergeom_fisher.logpmf for the first, mpmath with 60 digits for all.
    [{ candidate: 30, baseline: 70, events: 30 }, 10, 2, -2.206_784_441_759_15],
    [{ candidate: 1000, baseline: 9000, events: 400 }, 90, 3, -3.205_079_164_524_2],
    [{ candidate: 100, baseline: 900, events: 50 }, 0, 10, -35.096_505_195_851],
    [{ candidate: 40, baseline: 60, events: 70 }, 40, 0.2, -45.260_941_176_216_4],
    [{ candidate: 1e9, baseline: 9e9, events: 1e7 }, 1e6, 1, -7.773_513_388_450_45],
    [{ candidate: 1e9, baseline: 9e9, events: 1e7 }, 1_818_181, 2, -8.638_959_711_792_56],
  ])('agrees with high precision at %o', (margins, events, oddsRatio, expected) => {
    expect(Math.abs(toLogHypergeometric(margins, events, oddsRatio) - expected)).toBeLessThan(1e-9);
  });

  const tables = fc.record({
    candidate: fc.nat({ max: 40 }),
    baseline: fc.nat({ max: 40 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    oddsRatio: fc.double({ min: 0.02, max: 50, noNaN: true }),
  });

  it('adds up to 1', () => {
    fc.assert(
      fc.property(tables, ({ candidate, baseline, part, oddsRatio }) => {
        const margins = { candidate, baseline, events: Math.floor(part * (candidate + baseline)) };
        let sum = 0;
        for (let k = 0; k <= margins.events; k += 1) sum += Math.exp(toLogHypergeometric(margins, k, oddsRatio));
        expect(sum).toBeCloseTo(1, 10);
      }),
    );
  });

  it('has the same likelihood ratios by the short and by the long way', () => {
    fc.assert(
      fc.property(
        tables,
        fc.double({ min: 0.02, max: 50, noNaN: true }),
        ({ candidate, baseline, part, oddsRatio }, other) => {
          const margins = { candidate, baseline, events: Math.floor(part * (candidate + baseline)) };
          const count = Math.max(0, margins.events - baseline);
          const short = createLogLikelihood(margins, count, 50);
          const long = toLogHypergeometric(margins, count, oddsRatio) - toLogHypergeometric(margins, count, other);
          expect(short(oddsRatio) - short(other)).toBeCloseTo(long, 8);
        },
      ),
    );
  });

  it('refuses what cannot be', () => {
    expect(() => toLogHypergeometric({ candidate: 1, baseline: 1, events: 3 }, 1, 1)).toThrow('events is 3');
    expect(() => toLogHypergeometric({ candidate: 1.5, baseline: 1, events: 1 }, 1, 1)).toThrow('candidate is 1.5');
    expect(() => toLogHypergeometric({ candidate: 1, baseline: 1, events: 1 }, 1, 0)).toThrow('oddsRatio is 0');
  });
});
