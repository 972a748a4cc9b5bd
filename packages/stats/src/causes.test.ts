import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCauses } from './causes.ts';
import type { CauseTable, FoundCause } from './causes.ts';
import { findItemSets, intersect, subtract, toPatternSets } from './item-sets.ts';
import type { Pattern } from './item-sets.ts';
import { createRandom } from '../sim/random.ts';

/** Items named by their attribute, in the order of preference. */
function toTable(names: readonly string[], patterns: readonly Pattern[], distinct: number = 10): CauseTable {
  return {
    items: names.map((attribute, preference) => ({ attribute, distinct, preference })),
    patterns,
    attributes: Math.max(20, names.length),
  };
}

function toNames(causes: readonly FoundCause[], names: readonly string[]): readonly string[] {
  return causes.map(({ items }) =>
    items
      .map(({ item, aliases }) => [item, ...aliases].map((index) => names[index]).join('~'))
      .toSorted()
      .join(' & '),
  );
}

describe('causes', () => {
  it('name a pod, its host and its address once, by the preferred name', () => {
    const names = ['pod', 'host', 'ip', 'zone'];
    const patterns = [
      { has: [0, 1, 2, 3], outliers: 50, others: 20 },
      { has: [3], outliers: 5, others: 400 },
      { has: [], outliers: 10, others: 900 },
    ];
    const causes = findCauses(toTable(names, patterns));
    expect(toNames(causes, names)).toEqual(['pod~host~ip']);
    expect(causes[0]).toMatchObject({ outliers: 50, others: 20, explains: [3] });
  });

  it('name a combination where each part matters, and not its parts', () => {
    const names = ['tenant', 'region', 'flag'];
    const patterns = [
      { has: [0, 1, 2], outliers: 300, others: 0 },
      { has: [0, 1], outliers: 1, others: 120 },
      { has: [0, 2], outliers: 1, others: 130 },
      { has: [1, 2], outliers: 30, others: 8000 },
      { has: [0], outliers: 0, others: 110 },
      { has: [1], outliers: 35, others: 8000 },
      { has: [2], outliers: 60, others: 16_000 },
      { has: [], outliers: 70, others: 17_000 },
    ];
    const causes = findCauses(toTable(names, patterns, 100));
    expect(toNames(causes, names)).toEqual(['flag & region & tenant']);
    expect(toNames(findCauses(toTable(names, patterns, 100), { order: 1 }), names)[0]).toBe('tenant');
  });

  it('name a combination of which no part stands out by itself', () => {
    const names = ['tenant', 'region', 'flag'];
    const patterns = Array.from({ length: 8 }, (_, bits) => ({
      has: [0, 1, 2].filter((item) => (bits >> item) & 1),
      outliers: bits === 7 ? 40 : 50,
      others: bits === 7 ? 0 : 100,
    }));
    const causes = findCauses(toTable(names, patterns, 40), { order: 1 });
    expect(causes).toEqual([]);
    expect(toNames(findCauses(toTable(names, patterns, 40)), names)).toEqual(['flag & region & tenant']);
  });

  it('are named of noise no more often than alpha, combinations and all', () => {
    const random = createRandom(11);
    const names = Array.from({ length: 8 }, (_, index) => `a${index}`);
    let named = 0;
    for (let run = 0; run < 60; run += 1) {
      const patterns = Array.from({ length: 250 }, () => {
        const outlier = random.uniform() < 0.3;
        const has = [...names.keys()].filter(() => random.uniform() < 0.4);
        return { has, outliers: Number(outlier), others: Number(!outlier) };
      });
      named += findCauses({ ...toTable(names, patterns, 2), attributes: 8 }).length > 0 ? 1 : 0;
    }
    expect(named).toBeLessThanOrEqual(3);
  });

  it('leave a part out that adds nothing: a tenant that lives in one region', () => {
    const names = ['region', 'tenant'];
    const patterns = [
      { has: [0, 1], outliers: 200, others: 50 },
      { has: [0], outliers: 30, others: 3000 },
      { has: [], outliers: 60, others: 6000 },
    ];
    expect(toNames(findCauses(toTable(names, patterns)), names)).toEqual(['tenant']);
  });

  it('go on with what is left over, and put what explains little after what explains much', () => {
    const names = ['version', 'customer'];
    const patterns = [
      { has: [0], outliers: 300, others: 900 },
      { has: [1], outliers: 12, others: 0 },
      { has: [], outliers: 180, others: 9000 },
    ];
    expect(toNames(findCauses(toTable(names, patterns)), names)).toEqual(['version', 'customer']);
    expect(findCauses(toTable(names, patterns), { limit: 1 })).toHaveLength(1);
  });

  it('are none where nothing differs, one side is empty, or there is but one row', () => {
    const names = ['a'];
    const find = (...patterns: readonly Pattern[]) => findCauses(toTable(names, patterns));
    expect(find({ has: [0], outliers: 50, others: 500 }, { has: [], outliers: 50, others: 500 })).toEqual([]);
    expect(find({ has: [0], outliers: 50, others: 0 }, { has: [], outliers: 50, others: 0 })).toEqual([]);
    expect(find({ has: [0], outliers: 1, others: 10 }, { has: [], outliers: 0, others: 30 })).toEqual([]);
    expect(find()).toEqual([]);
    expect(() => findCauses(toTable(names, []), { alpha: 1 })).toThrow('alpha is 1');
  });

  it('never overlap in what they are made of, and each has a bound above 1, whatever the rows', () => {
    const pattern = fc.record({
      has: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }).map((has) => has.toSorted((a, b) => a - b)),
      outliers: fc.integer({ min: 0, max: 400 }),
      others: fc.integer({ min: 0, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), (patterns) => {
        const causes = findCauses(toTable(['a', 'b', 'c', 'd', 'e', 'f', 'g'], patterns));
        for (const { score, logOddsRatio, pValue, items, outliers, explains } of causes) {
          expect(score).toBeGreaterThan(0);
          expect(logOddsRatio).toBeGreaterThan(score);
          expect(pValue).toBeLessThanOrEqual(0.05);
          const own = items.flatMap(({ item, aliases }) => [item, ...aliases]);
          expect(own.filter((item) => explains.includes(item))).toEqual([]);
          expect(outliers).toBeGreaterThan(0);
        }
        const texts = causes.map(({ items }) => items.map(({ item }) => item).join());
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
  });
});

describe('item sets', () => {
  it('are all that have the support, counted as one would by hand', () => {
    const patterns = fc.array(
      fc.record({
        has: fc.uniqueArray(fc.integer({ min: 0, max: 4 })).map((has) => has.toSorted((a, b) => a - b)),
        outliers: fc.integer({ min: 0, max: 5 }),
        others: fc.integer({ min: 0, max: 5 }),
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(patterns, fc.integer({ min: 1, max: 8 }), (rows, support) => {
        const found = findItemSets(rows, new Map(toPatternSets(rows, 5).entries()), { order: 3, support });
        const byHand = Array.from({ length: 32 }, (_, bits) => [0, 1, 2, 3, 4].filter((item) => (bits >> item) & 1))
          .filter((items) => items.length >= 1 && items.length <= 3)
          .flatMap((items) => {
            const having = rows.filter(({ has }) => items.every((item) => has.includes(item)));
            const outliers = having.reduce((sum, row) => sum + row.outliers, 0);
            const others = having.reduce((sum, row) => sum + row.others, 0);
            return outliers >= support ? `${items.join()} ${outliers} ${others}` : [];
          });
        const written = found.map(({ items, outliers, others }) => `${items.join()} ${outliers} ${others}`);
        expect(written.toSorted()).toEqual(byHand.toSorted());
      }),
    );
  });

  it('are met and taken apart as sets are', () => {
    const set = fc.uniqueArray(fc.integer({ min: 0, max: 20 })).map((numbers) => numbers.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(intersect(a, b)).toEqual(a.filter((value) => b.includes(value)));
        expect(subtract(a, b)).toEqual(a.filter((value) => !b.includes(value)));
      }),
    );
  });
});
