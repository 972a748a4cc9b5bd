import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSample, toTotal } from './sample.ts';
import type { Part } from './sample.ts';

const counts = fc.record({ group: fc.nat(120_000), against: fc.nat(120_000) });
const stores = fc
  .array(counts, { minLength: 1, maxLength: 60 })
  .map((all) => all.map((sides, part): Part => ({ part, runs: 60, ...sides })))
  .filter((parts) => toTotal(parts).group > 0 && toTotal(parts).against > 0);

describe('planSample', () => {
  it('reads four parts at most, and expects of each side what is asked for, or all that these have', () => {
    fc.assert(
      fc.property(stores, fc.integer({ min: 1, max: 20_000 }), (parts, most) => {
        const plan = planSample(parts, most);
        expect(plan.parts.length).toBeLessThanOrEqual(4);
        const total = toTotal(parts.filter(({ part }) => plan.parts.includes(part)));
        for (const side of ['group', 'against'] as const) {
          const { runs, rows } = plan[side];
          expect(total[side]).toBeGreaterThan(0);
          expect(runs > 0 && runs <= 1 && rows > 0 && rows <= 1).toBe(true);
          expect(total[side] * runs * rows).toBeCloseTo(Math.min(most, total[side]), 3);
        }
      }),
      { seed: 9 },
    );
  });

  it('reads where the rows of each side are', () => {
    const parts = Array.from({ length: 40 }, (_, part) => ({
      part,
      runs: 60,
      group: part >= 30 ? 100 : 0,
      against: part < 10 ? 100_000 : 0,
    }));
    expect(planSample(parts, 2000).parts).toEqual([2, 7, 32, 37]);
  });

  it('takes all parts of a small store', () => {
    const parts = [0, 1, 2, 3].map((part) => ({ part, runs: 60, group: part === 3 ? 5 : 0, against: 100_000 }));
    expect(planSample(parts, 2000)).toMatchObject({ parts: [0, 1, 2, 3], group: { runs: 1, rows: 1 } });
  });
});
