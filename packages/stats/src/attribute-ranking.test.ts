import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeTable } from './attribute-ranking.ts';
import { rankAttributes } from './attribute-ranking.ts';
import { fromUpperTail, toUpperTail } from './normal.ts';
import { toOddsRatioBound, toTail } from './odds-ratio-bound.ts';

interface Row {
  readonly outlier: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a GROUP BY over rows gives, the rows that lack an attribute among them. */
function toTable(rows: readonly Row[]): AttributeTable<string | null> {
  const names = new Set(rows.flatMap(({ attributes }) => Object.keys(attributes)));
  const toValues = (name: string) => {
    const values = new Map<string | null, { outliers: number; others: number }>();
    for (const { outlier, attributes } of rows) {
      const value = attributes[name] ?? null;
      const counts = values.get(value) ?? { outliers: 0, others: 0 };
      values.set(value, counts);
      counts[outlier ? 'outliers' : 'others'] += 1;
    }
    return [...values].map(([value, counts]) => ({ value, ...counts }));
  };
  const outliers = rows.filter(({ outlier }) => outlier).length;
  return {
    outliers,
    others: rows.length - outliers,
    attributes: [...names].map((name) => {
      const values = toValues(name);
      return { name, distinct: values.length, values };
    }),
  };
}

/** A small generator, so that the rows are the same in every run. */
function createUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Outliers and others with noise of many cardinalities, an id, and a planted value. */
function drawRows(
  seed: number,
  outliers: number,
  others: number,
  plantedOutliers: number,
  plantedOthers: number,
): readonly Row[] {
  const uniform = createUniform(seed);
  for (let step = 0; step < 10; step += 1) uniform();
  return Array.from({ length: outliers + others }, (_, index) => {
    const outlier = index < outliers;
    const attributes: Record<string, string> = { id: String(index) };
    for (const cardinality of [2, 3, 5, 10, 30])
      attributes[`noise.${cardinality}`] = String(Math.floor(uniform() * cardinality));
    const planted = uniform() < (outlier ? plantedOutliers : plantedOthers);
    attributes['customer'] = planted ? 'acme' : String(Math.floor(uniform() * 40));
    if (planted) attributes['shard'] = 's7';
    return { outlier, attributes };
  });
}

describe('the normal tail', () => {
  it('has its published values', () => {
    // Abramowitz & Stegun, table 26.1 and 26.2; R's pnorm(6, lower.tail = FALSE).
    expect(toUpperTail(0)).toBe(0.5);
    expect(toUpperTail(1.959_963_984_540_054)).toBeCloseTo(0.025, 13);
    expect(toUpperTail(-1)).toBeCloseTo(0.841_344_746_068_543, 13);
    expect(toUpperTail(6) / 9.865_876_450_376_946e-10).toBeCloseTo(1, 10);
    expect(fromUpperTail(0.025)).toBeCloseTo(1.959_963_984_540_054, 10);
  });
});

describe('the ranking of attributes', () => {
  it.each([
    // The rates and sizes of Seatrial's reference table: the planted value was first in 99 of 100 runs there.
    [60, 1000, 0.12, 0.005],
    [60, 1000, 0.6, 0.1],
    [200, 2000, 0.06, 0.005],
  ])('finds the cause among %d outliers and %d others, %d against %d', (outliers, others, inside, outside) => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const [first] = rankAttributes(toTable(drawRows(seed, outliers, others, inside, outside)));
      const value = first?.values[0]?.value;
      if (value === 'acme' || value === 's7') found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(36);
  });

  it('lists nothing as significant in noise, but for its share of errors', () => {
    let listed = 0;
    for (let seed = 101; seed <= 200; seed += 1)
      if (rankAttributes(toTable(drawRows(seed, 60, 600, 0.02, 0.02))).some(({ significant }) => significant))
        listed += 1;
    expect(listed).toBeLessThanOrEqual(11);
  });

  it('sees a value that only the outliers have, and a lack that only they have', () => {
    const rows: Row[] = Array.from({ length: 400 }, (_, index) => {
      const outlier = index < 40;
      return {
        outlier,
        attributes: { ...(outlier ? { 'error.type': 'Timeout' } : { tenant: 't' }), zone: String(index % 4) },
      };
    });
    const ranked = rankAttributes(toTable(rows));
    expect(ranked.slice(0, 2).map(({ name, values }) => [name, values[0]?.value])).toEqual([
      ['error.type', 'Timeout'],
      ['tenant', null],
    ]);
    expect(ranked[0]).toMatchObject({ values: [{ outlierShare: 1, otherShare: 0 }, {}], significant: true });
  });

  it('puts an id that is new in every row last', () => {
    const ranked = rankAttributes(toTable(drawRows(1, 60, 1000, 0.6, 0.1)));
    expect(ranked.at(-1)?.name).toBe('id');
  });

  it('scores more for more of the same evidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 400 }), (outliers, others) => {
        const score = (scale: number): number => {
          const values = [{ value: 'x', outliers: outliers * scale, others: others * scale }];
          const attributes = [{ name: 'a', distinct: 2, values }];
          const [first] = rankAttributes({ outliers: 100 * scale, others: 1000 * scale, attributes });
          return first?.values[0]?.score ?? Number.NaN;
        };
        expect(score(1e6)).toBeGreaterThan(score(100));
        expect(Number.isFinite(score(1e6))).toBe(true);
      }),
    );
  });

  it('says nothing of what all rows have, or none, and where one side is empty', () => {
    const rank = (outliers: number, others: number, value: { outliers: number; others: number }) =>
      rankAttributes({
        outliers,
        others,
        attributes: [{ name: 'a', distinct: 1, values: [{ value: 'x', ...value }] }],
      });
    expect(rank(5, 9, { outliers: 5, others: 9 })).toEqual([]);
    expect(rank(5, 9, { outliers: 0, others: 0 })).toEqual([]);
    expect(rank(0, 9, { outliers: 0, others: 4 })).toEqual([]);
    expect(rank(1, 9, { outliers: 1, others: 0 })[0]).toMatchObject({ significant: false });
    expect(rank(3, 30, { outliers: 3, others: 0 })[0]).toMatchObject({ significant: true });
  });

  it('says what is wrong', () => {
    const values = [{ value: 'x', outliers: 3, others: 0 }];
    const rank = (outliers: number, distinct: number) =>
      rankAttributes({ outliers, others: 5, attributes: [{ name: 'a', distinct, values }] });
    expect(() => rank(2, 1)).toThrow('outliers of a=x is 3, more than all outliers, which is 2.');
    expect(() => rank(3, 0)).toThrow('values given of a is 1, more than distinct, which is 0.');
    expect(() => rankAttributes({ outliers: 1, others: 1, attributes: [] }, { alpha: 0 })).toThrow('alpha is 0');
  });
});

describe('the bound of an odds ratio', () => {
  /** The likelihood ratio of a common odds ratio, maximised over the chance of the others by search. */
  const deviance = ([a, b, c, d]: readonly [number, number, number, number], logOddsRatio: number): number => {
    const log = (p: number, q: number): number =>
      a * Math.log(p) + b * Math.log1p(-p) + c * Math.log(q) + d * Math.log1p(-q);
    let [low, high] = [-40, 40];
    const at = (logit: number): number => {
      const chance = (x: number): number => 1 / (1 + Math.exp(-x));
      return log(chance(logit + logOddsRatio), chance(logit));
    };
    for (let step = 0; step < 200; step += 1) {
      const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
      if (at(left) < at(right)) low = left;
      else high = right;
    }
    return 2 * (log(a / (a + b), c / (c + d)) - at((low + high) / 2));
  };

  it('is where the likelihood ratio reaches z²', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 0.5, max: 6, noNaN: true }),
        (outliersWith, outliersWithout, othersWith, othersWithout, z) => {
          const cells = { outliersWith, outliersWithout, othersWith, othersWithout };
          const { logOddsRatio, lower } = toOddsRatioBound(cells, z);
          expect(lower).toBeLessThan(logOddsRatio);
          const counts = [outliersWith + 0.5, outliersWithout + 0.5, othersWith + 0.5, othersWithout + 0.5] as const;
          expect(deviance(counts, lower) / z ** 2).toBeCloseTo(1, 3);
        },
      ),
    );
  });

  it("is near Wald's where all cells are large, and far above it where one is empty", () => {
    const toWald = ([a, b, c, d]: readonly number[], z: number): number =>
      Math.log(((a ?? 0) * (d ?? 0)) / ((b ?? 0) * (c ?? 0))) -
      z * Math.sqrt(1 / (a ?? 0) + 1 / (b ?? 0) + 1 / (c ?? 0) + 1 / (d ?? 0));
    const large = { outliersWith: 4000, outliersWithout: 6000, othersWith: 20_000, othersWithout: 80_000 };
    expect(toOddsRatioBound(large, 3).lower).toBeCloseTo(toWald([4000.5, 6000.5, 20_000.5, 80_000.5], 3), 2);
    const empty = { outliersWith: 300, outliersWithout: 200, othersWith: 0, othersWithout: 50_000 };
    expect(toOddsRatioBound(empty, 5).lower - toWald([300.5, 200.5, 0.5, 50_000.5], 5)).toBeGreaterThan(3);
  });
});

describe('the exact tail', () => {
  it('is the sum of the probabilities of as many or more, by hand', () => {
    // Fisher's tea tasting: 3 of 4 right has a chance of 17/70, 4 of 4 of 1/70.
    const cells = { outliersWith: 3, outliersWithout: 1, othersWith: 1, othersWithout: 3 };
    expect(toTail(cells)).toBeCloseTo(17 / 70, 12);
    expect(toTail({ outliersWith: 4, outliersWithout: 0, othersWith: 0, othersWithout: 4 })).toBeCloseTo(1 / 70, 12);
    expect(toTail({ outliersWith: 1, outliersWithout: 3, othersWith: 3, othersWithout: 1 })).toBe(1);
    // One row against nine: a chance of one in ten, however pure it is.
    expect(toTail({ outliersWith: 1, outliersWithout: 0, othersWith: 0, othersWithout: 9 })).toBeCloseTo(0.1, 12);
  });

  it('is near the normal tail where counts are large', () => {
    const cells = { outliersWith: 530_000, outliersWithout: 470_000, othersWith: 5_270_000, othersWithout: 4_730_000 };
    const pooled = 5_800_000 / 11_000_000;
    const z = (0.53 - 0.527) / Math.sqrt(pooled * (1 - pooled) * (1 / 1e6 + 1 / 1e7));
    expect(toTail(cells) / toUpperTail(z)).toBeCloseTo(1, 1);
  });
});
