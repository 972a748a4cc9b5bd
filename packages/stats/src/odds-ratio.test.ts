import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLogHypergeometric } from './hypergeometric.ts';
import type { OddsRatioOptions, Stratum } from './odds-ratio.ts';
import { createOddsRatioTest } from './odds-ratio.ts';
import { toOddsRatioInterval } from './odds-ratio-interval.ts';

/** Admissions to Berkeley in 1973 by department: R's `UCBAdmissions`; candidate: women, event: rejected. */
const admissions: readonly Stratum[] = [
  [512, 313, 89, 19],
  [353, 207, 17, 8],
  [120, 205, 202, 391],
  [138, 279, 131, 244],
  [53, 138, 94, 299],
  [22, 351, 24, 317],
].map(([menIn = 0, menOut = 0, womenIn = 0, womenOut = 0]) => ({
  candidateTotal: womenIn + womenOut,
  candidateEvents: womenOut,
  baselineTotal: menIn + menOut,
  baselineEvents: menOut,
}));

function merge(strata: readonly Stratum[]): Stratum {
  const sum = (key: keyof Stratum): number => strata.reduce((total, stratum) => total + stratum[key], 0);
  return {
    candidateTotal: sum('candidateTotal'),
    candidateEvents: sum('candidateEvents'),
    baselineTotal: sum('baselineTotal'),
    baselineEvents: sum('baselineEvents'),
  };
}

function toEvidence(strata: readonly Stratum[], options: OddsRatioOptions = {}): number {
  const test = createOddsRatioTest(options);
  for (const stratum of strata) test.add(stratum);
  return test.logE;
}

const strata = fc
  .record({ candidateTotal: fc.nat({ max: 30 }), baselineTotal: fc.nat({ max: 30 }), a: fc.nat(), b: fc.nat() })
  .map(({ candidateTotal, baselineTotal, a, b }) => ({
    candidateTotal,
    candidateEvents: a % (candidateTotal + 1),
    baselineTotal,
    baselineEvents: b % (baselineTotal + 1),
  }));

function swap({ candidateTotal, candidateEvents, baselineTotal, baselineEvents }: Stratum): Stratum {
  return {
    candidateTotal: baselineTotal,
    candidateEvents: baselineEvents,
    baselineTotal: candidateTotal,
    baselineEvents: candidateEvents,
  };
}

/** The expectation of the e-value of some strata, over all tables with their margins, under an odds ratio. */
function expectE(
  margins: readonly (readonly [number, number, number])[],
  truth: number,
  options: OddsRatioOptions,
): number {
  const walk = (index: number, chosen: readonly Stratum[], probability: number): number => {
    const next = margins[index];
    if (next === undefined) return probability * Math.exp(toEvidence(chosen, options));
    const [candidate, baseline, events] = next;
    let sum = 0;
    for (let count = Math.max(0, events - baseline); count <= Math.min(candidate, events); count += 1) {
      const stratum = {
        candidateTotal: candidate,
        candidateEvents: count,
        baselineTotal: baseline,
        baselineEvents: events - count,
      };
      const chance = Math.exp(toLogHypergeometric({ candidate, baseline, events }, count, truth));
      sum += walk(index + 1, [...chosen, stratum], probability * chance);
    }
    return sum;
  };
  return walk(0, [], 1);
}

const margins = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat({ max: 12 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) => list.map(([n1, n0, m]) => [n1, n0, m % (n1 + n0 + 1)] as const));

describe('the odds-ratio test', () => {
  it('is not led astray by the admissions to Berkeley', () => {
    // Seatrial's reference values: pooled 43.81, a false alarm; by department -4.21.
    expect(toEvidence([merge(admissions)])).toBeCloseTo(43.81, 2);
    expect(toEvidence(admissions)).toBeCloseTo(-4.21, 2);
  });

  it('expects exactly 1 at the null, over all tables, however many strata', () => {
    fc.assert(
      fc.property(
        margins,
        fc.constantFrom(0.5, 1, 1.2, 2),
        fc.constantFrom('above', 'below', 'either'),
        (list, oddsRatio, direction) => {
          expect(expectE(list, oddsRatio, { direction, oddsRatio })).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('expects at most 1 on the whole of a one-sided null', () => {
    fc.assert(
      fc.property(
        margins,
        fc.constantFrom(0.5, 1, 1.2, 2),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (list, oddsRatio, away) => {
          expect(expectE(list, oddsRatio / away, { direction: 'above', oddsRatio })).toBeLessThanOrEqual(1 + 1e-9);
          expect(expectE(list, oddsRatio * away, { direction: 'below', oddsRatio })).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not care which arm is which, but for the direction', () => {
    fc.assert(
      fc.property(fc.array(strata, { maxLength: 4 }), (list) => {
        const swapped = list.map((stratum) => swap(stratum));
        expect(toEvidence(list, { direction: 'either' })).toBeCloseTo(toEvidence(swapped, { direction: 'either' }), 8);
        expect(toEvidence(list, { direction: 'above' })).toBeCloseTo(toEvidence(swapped, { direction: 'below' }), 8);
      }),
    );
  });

  it('rises with the events of the candidate among the same number of events', () => {
    fc.assert(
      fc.property(strata, fc.constantFrom('exact', 'rare'), (stratum, model) => {
        fc.pre(stratum.candidateEvents < stratum.candidateTotal && stratum.baselineEvents > 0);
        const worse = {
          ...stratum,
          candidateEvents: stratum.candidateEvents + 1,
          baselineEvents: stratum.baselineEvents - 1,
        };
        expect(toEvidence([worse], { model })).toBeGreaterThan(toEvidence([stratum], { model }));
      }),
    );
  });

  it('learns nothing from a stratum without events, or of one arm, or of events alone', () => {
    for (const [candidateTotal, candidateEvents, baselineTotal, baselineEvents] of [
      [5, 0, 50, 0],
      [0, 0, 9, 4],
      [7, 3, 0, 0],
      [3, 3, 4, 4],
    ] as const)
      expect(toEvidence([{ candidateTotal, candidateEvents, baselineTotal, baselineEvents }])).toBe(0);
  });

  it('comes close to the binomial limit where events are rare', () => {
    const rare = { candidateTotal: 1e6, candidateEvents: 30, baselineTotal: 9e6, baselineEvents: 150 };
    expect(toEvidence([rare], { model: 'rare' })).toBeCloseTo(toEvidence([rare]), 2);
    // The binomial needs the split alone, so that 1 : 9 is as good as the requests.
    expect(toEvidence([{ ...rare, candidateTotal: 1, baselineTotal: 9 }], { model: 'rare' })).toBeCloseTo(
      toEvidence([rare], { model: 'rare' }),
      10,
    );
  });

  it('stays finite and right at counts of 1e9', () => {
    const huge = { candidateTotal: 1e9, candidateEvents: 1e7, baselineTotal: 9e9, baselineEvents: 9e7 };
    expect(toEvidence([huge])).toBeLessThan(-1e4);
    expect(toEvidence([huge], { direction: 'below', oddsRatio: 1.01 })).toBeGreaterThan(100);
    expect(Number.isFinite(toEvidence([{ ...huge, candidateEvents: 5e8, baselineEvents: 4e9 }]))).toBe(true);
    const interval = toOddsRatioInterval([huge]);
    expect(interval.lower).toBeLessThan(1);
    expect(interval.upper).toBeGreaterThan(1);
    expect(interval.upper / interval.lower).toBeLessThan(1.01);
  }, 20_000);

  it('remembers its highest evidence and names its mixture', () => {
    const test = createOddsRatioTest();
    test.add({ candidateTotal: 100, candidateEvents: 20, baselineTotal: 900, baselineEvents: 20 });
    const peak = test.logE;
    test.add({ candidateTotal: 1000, candidateEvents: 10, baselineTotal: 1000, baselineEvents: 90 });
    expect(test.logE).toBeLessThan(peak);
    expect(test.peakLogE).toBe(peak);
    expect(test.components.map(({ alternative }) => alternative)).toEqual([1.1, 1.2, 1.35, 1.5, 2, 3, 5, 10]);
  });

  it('puts half of its weight on no change where a margin is to be shown', () => {
    const [likely] = createOddsRatioTest({ direction: 'below', oddsRatio: 2 }).components;
    expect(likely?.alternative).toBe(1);
    expect(likely?.logWeight).toBeCloseTo(Math.log(0.5));
  });

  it('says what is wrong with counts and options', () => {
    const test = createOddsRatioTest();
    expect(() => test.add({ candidateTotal: 3, candidateEvents: 4, baselineTotal: 5, baselineEvents: 0 })).toThrow(
      'candidateEvents is 4, more than candidateTotal, which is 3.',
    );
    expect(() => test.add({ candidateTotal: -1, candidateEvents: 0, baselineTotal: 5, baselineEvents: 0 })).toThrow(
      'candidateTotal is -1',
    );
    expect(() => createOddsRatioTest({ oddsRatio: 0 })).toThrow('oddsRatio is 0');
    expect(() => createOddsRatioTest({ factors: [] })).toThrow('factors is empty');
    expect(() => createOddsRatioTest({ factors: [0.9] })).toThrow('A factor is 0.9');
    expect(() => createOddsRatioTest({ direction: 'below', likely: 1.5 })).toThrow('likely is 1.5');
  });
});

describe('the interval of the odds ratio', () => {
  it('has the conditional maximum of the admissions to Berkeley', () => {
    const { lower, estimate, upper } = toOddsRatioInterval(admissions);
    // The Mantel-Haenszel estimate of R's mantelhaen.test(UCBAdmissions) is 0.9047.
    expect(estimate).toBeCloseTo(0.9047, 2);
    expect(lower).toBeLessThan(0.905);
    expect(upper).toBeGreaterThan(1);
  });

  it('contains its estimate and grows with certainty', () => {
    fc.assert(
      fc.property(fc.array(strata, { maxLength: 4 }), (list) => {
        const { lower, estimate, upper } = toOddsRatioInterval(list);
        const wider = toOddsRatioInterval(list, { alpha: 0.01 });
        expect(lower).toBeLessThanOrEqual(estimate ?? 1);
        expect(upper).toBeGreaterThanOrEqual(estimate ?? 1);
        expect(wider.lower).toBeLessThanOrEqual(lower * (1 + 1e-6));
        expect(wider.upper).toBeGreaterThanOrEqual(upper * (1 - 1e-6));
      }),
      { numRuns: 40 },
    );
  });

  it('covers the truth with 95 % over all tables of small margins', () => {
    for (const [candidate, baseline, events] of [
      [8, 12, 9],
      [5, 30, 6],
      [20, 20, 20],
    ] as const)
      for (const truth of [0.25, 1, 3]) {
        let covered = 0;
        for (let count = Math.max(0, events - baseline); count <= Math.min(candidate, events); count += 1) {
          const interval = toOddsRatioInterval([
            {
              candidateTotal: candidate,
              candidateEvents: count,
              baselineTotal: baseline,
              baselineEvents: events - count,
            },
          ]);
          if (interval.lower <= truth && truth <= interval.upper)
            covered += Math.exp(toLogHypergeometric({ candidate, baseline, events }, count, truth));
        }
        expect(covered).toBeGreaterThanOrEqual(0.95);
      }
  });

  it('is everything where nothing is known, and open where one arm has no event', () => {
    expect(toOddsRatioInterval([])).toEqual({ lower: 0, estimate: undefined, upper: Infinity });
    expect(
      toOddsRatioInterval([{ candidateTotal: 90, candidateEvents: 0, baselineTotal: 900, baselineEvents: 0 }]).estimate,
    ).toBeUndefined();
    const none = toOddsRatioInterval([
      { candidateTotal: 900, candidateEvents: 0, baselineTotal: 900, baselineEvents: 90 },
    ]);
    expect(none).toMatchObject({ lower: 0, estimate: 0 });
    expect(none.upper).toBeLessThan(0.3);
    const all = toOddsRatioInterval([
      { candidateTotal: 900, candidateEvents: 90, baselineTotal: 900, baselineEvents: 0 },
    ]);
    expect(all).toMatchObject({ estimate: Infinity, upper: Infinity });
  });
});
