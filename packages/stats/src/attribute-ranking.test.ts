import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeTable } from './attribute-ranking.ts';
import { rankAttributes, toCutPoints } from './attribute-ranking.ts';
import { fromUpperTail, toUpperTail } from './normal.ts';

interface Row {
  readonly outlier: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a GROUP BY over rows gives. */
function toTable(rows: readonly Row[]): AttributeTable {
  const attributes = new Map<string, Map<string, { outliers: number; others: number }>>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row.attributes)) {
      const values = attributes.get(name) ?? new Map<string, { outliers: number; others: number }>();
      attributes.set(name, values);
      const counts = values.get(value) ?? { outliers: 0, others: 0 };
      values.set(value, counts);
      counts[row.outlier ? 'outliers' : 'others'] += 1;
    }
  const outliers = rows.filter(({ outlier }) => outlier).length;
  return {
    outliers,
    others: rows.length - outliers,
    attributes: [...attributes].map(([name, values]) => ({
      name,
      values: [...values].map(([value, counts]) => ({ value, ...counts })),
    })),
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
      const [first] = rankAttributes([toTable(drawRows(seed, outliers, others, inside, outside))]);
      if (first?.significant && (first.value === 'acme' || first.value === 's7')) found += 1;
    }
    expect(found).toBeGreaterThanOrEqual(36);
  });

  it('lists nothing as significant in noise, but for its share of errors', () => {
    let listed = 0;
    for (let seed = 101; seed <= 200; seed += 1)
      if (rankAttributes([toTable(drawRows(seed, 60, 600, 0.02, 0.02))]).some(({ significant }) => significant))
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
    const ranked = rankAttributes([toTable(rows)]);
    expect(ranked.slice(0, 2).map(({ name, value }) => [name, value])).toEqual([
      ['error.type', 'Timeout'],
      ['tenant', null],
    ]);
    expect(ranked[0]).toMatchObject({ outlierShare: 1, otherShare: 0, significant: true });
  });

  it('puts an id that is new in every row last', () => {
    const ranked = rankAttributes([toTable(drawRows(1, 60, 1000, 0.6, 0.1))]);
    expect(ranked.at(-1)?.name).toBe('id');
  });

  it('lets other names of a cause go once the cause is given', () => {
    const rows = drawRows(3, 60, 1000, 0.6, 0.1);
    const [inside, outside] = [true, false].map((given) =>
      toTable(rows.filter(({ attributes }) => (attributes['customer'] === 'acme') === given)),
    );
    if (inside === undefined || outside === undefined) throw new Error('two conditions give two tables');
    expect(
      rankAttributes([toTable(rows)])
        .filter(({ significant }) => significant)
        .map(({ name }) => name),
    ).toContain('shard');
    const left = rankAttributes([inside, outside]);
    expect(left.map(({ name }) => name)).not.toContain('shard');
    expect(left.some(({ significant }) => significant)).toBe(false);
  });

  it('scores more for more of the same evidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 400 }), (outliers, others) => {
        const score = (scale: number): number =>
          rankAttributes([
            {
              outliers: 100 * scale,
              others: 1000 * scale,
              attributes: [{ name: 'a', values: [{ value: 'x', outliers: outliers * scale, others: others * scale }] }],
            },
          ])[0]?.score ?? Number.NaN;
        expect(score(1e6)).toBeGreaterThan(score(100));
        expect(Number.isFinite(score(1e6))).toBe(true);
      }),
    );
  });

  it('says what is wrong', () => {
    const values = [{ value: 'x', outliers: 3, others: 0 }];
    expect(() => rankAttributes([{ outliers: 2, others: 5, attributes: [{ name: 'a', values }] }])).toThrow(
      'outliers of a=x is 3, more than all outliers, which is 2.',
    );
    const twice = [...values, { value: 'y', outliers: 2, others: 0 }];
    expect(() => rankAttributes([{ outliers: 4, others: 5, attributes: [{ name: 'a', values: twice }] }])).toThrow(
      'outliers with a is 5',
    );
    expect(() => rankAttributes([], { alpha: 0 })).toThrow('alpha is 0');
  });
});

describe('the cuts of a numeric attribute', () => {
  it('hold about as many rows each', () => {
    expect(toCutPoints([1, 2, 3, 4, 5, 6, 7, 8], 4)).toEqual([2, 4, 6]);
    expect(toCutPoints([5, 5, 5, 9], 4)).toEqual([5]);
    expect(toCutPoints([], 4)).toEqual([]);
    expect(() => toCutPoints([1], 1)).toThrow('bins is 1');
  });
});
