import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDurationScale } from './duration-scale.ts';
import { countBox, sumRows, toBox, toHeatData, toRange } from './heat-data.ts';
import { toBand, toLine, toSteps } from './path.ts';
import { toInterval } from './proportion.ts';
import { smooth } from './smooth.ts';

const heatmap = {
  of: 'requests',
  from: '2026-11-24T10:00:00.000Z',
  to: '2026-11-24T10:04:00.000Z',
  columnMs: 60_000,
  edgesMs: [0, 10, 20, 40],
  arms: [
    {
      arm: '2',
      events: 5,
      errors: 1,
      cells: [
        [0, 0, 2, 0],
        [3, 2, 3, 1],
      ],
    },
    { arm: '1', events: 4, errors: 0, cells: [[3, 2, 4, 0]] },
    { arm: '0', events: 9, errors: 0, cells: [[1, 1, 9, 0]] },
  ],
  otherArms: 0,
} as const;
const data = toHeatData(
  heatmap,
  (arm) => arm === '2',
  (arm) => arm === '1',
);

describe('a heat map', () => {
  it('counts each arm by itself, and what is neither not at all', () => {
    const all = { left: 0, right: 3, low: 0, high: 2 };
    expect([countBox(data, 'candidate', all), countBox(data, 'baseline', all), countBox(data, 'all', all)]).toEqual([
      5, 4, 9,
    ]);
    expect(countBox(data, 'all', { left: 3, right: 3, low: 2, high: 2 })).toBe(7);
    expect(sumRows(data, data.candidate)).toEqual([2, 0, 3]);
  });

  it('has boxes that are times and durations, and the same boxes again', () => {
    expect(toRange(data, { left: 1, right: 2, low: 0, high: 1 })).toEqual({
      from: Date.parse('2026-11-24T10:01:00Z'),
      to: Date.parse('2026-11-24T10:03:00Z'),
      aboveMs: 0,
      upToMs: 20,
    });
    const cell = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(2), fc.nat(2));
    fc.assert(
      fc.property(cell, ([a, b, c, d]) => {
        const box = { left: Math.min(a, b), right: Math.max(a, b), low: Math.min(c, d), high: Math.max(c, d) };
        expect(toBox(data, toRange(data, box))).toEqual(box);
      }),
    );
    expect(toBox(data, { from: 0, to: 1, aboveMs: 0, upToMs: 1 })).toBeUndefined();
  });
});

it('a scale of durations rises through its edges, ends at its ends, and names round times', () => {
  const { place, ticks } = createDurationScale([0, 10, 20, 40, 80]);
  expect([0, 10, 20, 40, 80, 999].map(place)).toEqual([0, 1, 2, 3, 4, 4]);
  expect(place(28.28)).toBeCloseTo(2.5, 2);
  expect(ticks).toEqual([10, 30]);
});

it('lines stop where nothing was measured, and bands and steps close', () => {
  const x = (index: number): number => index * 10;
  expect(toLine(4, x, (index) => (index === 1 ? null : index))).toBe('M0.0 0.0M20.0 2.0L30.0 3.0');
  expect(
    toBand(
      3,
      x,
      (index) => (index === 1 ? null : 0),
      () => 5,
    ),
  ).toBe('M0.0 5.0L0.0 0.0ZM20.0 5.0L20.0 0.0Z');
  expect(toSteps([0, 1, 2], x, (height) => 9 - height, 9)).toBe('M10.0 9L10.0 8.0L20.0 8.0L20.0 7.0L30.0 7.0L30.0 9Z');
});

it("the interval of a share holds it, within 0 and 1, and is Wilson's", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (events, rest) => {
      const interval = toInterval(events, events + rest);
      if (interval === null) return expect(events + rest).toBe(0);
      const share = events / (events + rest);
      expect(interval[0]).toBeLessThanOrEqual(share + 1e-12);
      expect(interval[1]).toBeGreaterThanOrEqual(share - 1e-12);
      expect([interval[0] >= 0, interval[1] <= 1]).toEqual([true, true]);
    }),
  );
  // Brown, Cai & DasGupta 2001: 0 of 10 gives 0 to 0.2775.
  expect(toInterval(0, 10)?.map((bound) => Number(bound.toFixed(4)))).toEqual([0, 0.2775]);
});

it('smoothing keeps a level level', () => {
  expect(smooth([3, 3, 3, 3])).toEqual([3, 3, 3, 3].map((value) => expect.closeTo(value, 9)));
});
