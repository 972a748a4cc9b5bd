import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectDiscoveries } from './false-discovery.ts';

describe('e-BH', () => {
  it('lists what Benjamini & Hochberg list for the same p-values', () => {
    // The 15 p-values of Benjamini & Hochberg, JRSS B 57 (1995), 289-300, table 1: four rejections at 0.05.
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    expect(selectDiscoveries(p.map((value) => -Math.log(value)))).toEqual([0, 1, 2, 3]);
  });

  it('takes 1 / alpha for one hypothesis, and more for the first of many', () => {
    expect(selectDiscoveries([Math.log(20)])).toEqual([0]);
    expect(selectDiscoveries([Math.log(19.9)])).toEqual([]);
    expect(selectDiscoveries([0, Math.log(21), 0])).toEqual([]);
    expect(selectDiscoveries([0, Math.log(61), 0])).toEqual([1]);
    expect(selectDiscoveries([])).toEqual([]);
  });

  it('never lists less where evidence grows, and lists the largest', () => {
    const logEs = fc.array(fc.double({ min: -5, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(logEs, fc.nat(), fc.double({ min: 0, max: 5, noNaN: true }), (list, at, more) => {
        const chosen = selectDiscoveries(list);
        const grown = selectDiscoveries(
          list.map((value, index) => (index === at % list.length ? value + more : value)),
        );
        expect(grown.length).toBeGreaterThanOrEqual(chosen.length);
        const least = Math.min(...chosen.map((index) => list[index] ?? Infinity));
        expect(list.filter((value) => value > least).length).toBeLessThanOrEqual(chosen.length);
        expect(selectDiscoveries(list, 0.5).length).toBeGreaterThanOrEqual(chosen.length);
      }),
    );
  });
});
