import { describe, expect, it } from 'vitest';
import { simulateErrors } from './errors.ts';
import { simulateIntervals } from './intervals.ts';
import { simulateLatency } from './latency.ts';
import { createMantelHaenszel } from './peers.ts';
import { createRandom } from './random.ts';
import { simulateRobustness } from './robustness.ts';
import { simulateRoutes } from './routes.ts';
import { simulateTime } from './time.ts';
import { simulateVerdict } from './verdict.ts';

// A small part of `npm run sim`, whose tables are of many more runs; the seeds are fixed, so the rows are always the same.
describe('a small simulation', () => {
  it.each([
    ['errors', simulateErrors, 0.1],
    ['intervals', simulateIntervals, 0.1],
    ['latency', simulateLatency, 0.03],
    ['the whole verdict', simulateVerdict, 0.03],
    ['a service of four routes', simulateRoutes, 0.05],
    ['bursts, drift and mix', simulateRobustness, 0.1],
    ['time to decision', simulateTime, 0.3],
  ] as const)(
    'reaches the goals of %s',
    (_, simulate, scale) => {
      expect(simulate(scale).filter(({ reached }) => reached === false)).toEqual([]);
    },
    60_000,
  );

  it('alarms falsely with naive methods where they do', () => {
    const rows = simulateRobustness(0.05).map(({ values }) => Object.fromEntries(values)['naive z-test'] ?? 0);
    expect(Math.min(...rows)).toBeGreaterThan(0.33);
  });
});

describe('what simulations are made of', () => {
  it('draws binomials with the right mean and spread, the same for a seed', () => {
    const draw = (seed: number): readonly number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 20_000 }, () => random.binomial(180, 0.05));
    };
    const values = draw(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(9, 0);
    expect(variance / (180 * 0.05 * 0.95)).toBeCloseTo(1, 1);
    expect(draw(1)).toEqual(values);
    expect(draw(2)).not.toEqual(values);
  });

  it("has the Mantel-Haenszel test of R's mantelhaen.test(UCBAdmissions)", () => {
    const strata = [
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
    const test = createMantelHaenszel();
    for (const stratum of strata) test.add(stratum);
    expect(test.chi2).toBeCloseTo(1.4269, 3);
    expect(test.oddsRatio).toBeCloseTo(0.9047, 4);
  });
});
