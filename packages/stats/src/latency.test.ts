import { describe, expect, it } from 'vitest';
import type { Exceedance } from './latency-test.ts';
import { createLatencyTest } from './latency-test.ts';
import { toThresholds } from './thresholds.ts';

// A thousand requests: half up to 100, 9 in 10 up to 200, 99 in 100 up to 400.
const baseline = {
  bounds: [50, 100, 110, 150, 200, 230, 300, 400, 500, 800],
  counts: [100, 400, 100, 150, 150, 30, 40, 20, 5, 5, 0],
};

describe('the thresholds of a latency comparison', () => {
  it("are the baseline's quantiles at its bounds, with the margin at a bound, too", () => {
    expect(toThresholds(baseline).map(({ source, bound, marginBound }) => [source, bound, marginBound])).toEqual([
      [0.5, 100, 110],
      [0.9, 200, 230],
      [0.95, 300, 400],
      [0.99, 400, 500],
    ]);
  });

  it('say which odds ratio to expect of a release that changes nothing', () => {
    const [median] = toThresholds(baseline);
    // 400 of 1000 are above 110, 500 above 100; with half a request added to each.
    expect(median?.unchangedOddsRatio).toBeCloseTo(400.5 / 600.5 / (500.5 / 500.5), 9);
    expect(toThresholds(baseline).every(({ unchangedOddsRatio }) => unchangedOddsRatio < 1)).toBe(true);
  });

  it('hold the objective, and each bound once', () => {
    const thresholds = toThresholds(baseline, {
      objective: { latency: 210, budget: 0.1 },
      quantiles: [0.9, 0.91, 0.999],
    });
    expect(thresholds.map(({ source, bound }) => [source, bound])).toEqual([
      ['objective', 200],
      [0.999, 500],
    ]);
  });

  it('take the next bound where buckets are coarser than the margin, and none beyond the last', () => {
    const coarse = { bounds: [100, 200, 400], counts: [50, 40, 5, 5] };
    const thresholds = toThresholds(coarse);
    expect(thresholds.map(({ source, bound, marginBound }) => [source, bound, marginBound])).toEqual([
      [0.5, 100, 200],
      [0.9, 200, 400],
    ]);
    expect(toThresholds({ bounds: [100], counts: [0, 0] })).toEqual([]);
  });

  it('refuse a margin that is none', () => {
    expect(() => toThresholds(baseline, { margin: 0 })).toThrow('margin is 0');
  });
});

describe('a threshold that the baseline hardly ever exceeds', () => {
  // All between 110 and 140 ms: at 100 ms everything is slow, at 150 ms nothing, and no comparison learns from either.
  const narrow = { bounds: [100, 150, 200], counts: [0, 10_000, 0, 0] };
  const quick = (total: number, above: number): Exceedance => ({
    candidateTotal: total,
    candidateAbove: above,
    candidateAboveMargin: 0,
    baselineTotal: 9 * total,
    baselineAbove: 0,
  });

  it('has a ceiling, so that a steady service is found to be within it', () => {
    const [threshold, ...rest] = toThresholds(narrow, { quantiles: [0.99] });
    expect([threshold?.bound, rest]).toEqual([150, []]);
    expect(threshold?.ceiling).toBeCloseTo(0.005, 9);
    const test = createLatencyTest([threshold ?? { unchangedOddsRatio: 0.5 }]);
    test.add([quick(900, 0)]);
    expect(test.withinLogE).toBeGreaterThan(Math.log(20));
  });

  it('is not within it where too many requests of the candidate are above', () => {
    const test = createLatencyTest(toThresholds(narrow, { quantiles: [0.99] }));
    test.add([quick(600, 8)]);
    expect(test.withinLogE).toBeLessThan(0);
  });

  it('takes the budget of the objective', () => {
    const [threshold] = toThresholds(narrow, { quantiles: [], objective: { latency: 160, budget: 0.02 } });
    expect(threshold).toMatchObject({ source: 'objective', bound: 150, marginBound: 200, ceiling: 0.02 });
    expect(() => toThresholds(narrow, { objective: { latency: 1, budget: 1 } })).toThrow('budget is 1');
  });

  it('has none where the comparison has events to go by', () => {
    expect(toThresholds(baseline).map(({ ceiling }) => ceiling)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('the latency test', () => {
  const frozen = [{ unchangedOddsRatio: 0.6 }, { unchangedOddsRatio: 0.6 }];
  const entry = (candidateAbove: number, candidateAboveMargin: number, baselineAbove: number): Exceedance => ({
    candidateTotal: 1000,
    candidateAbove,
    candidateAboveMargin,
    baselineTotal: 9000,
    baselineAbove,
  });

  it('finds a slower tail though the body is as it was', () => {
    const test = createLatencyTest(frozen);
    test.add([entry(500, 400, 4500), entry(60, 55, 90)]);
    expect(test.slowerLogE).toBeGreaterThan(Math.log(20));
    expect(test.withinLogE).toBeLessThan(0);
  });

  it('is within the margin only where every threshold is', () => {
    const test = createLatencyTest(frozen);
    test.add([entry(500, 400, 4500), entry(10, 5, 90)]);
    test.add([entry(500, 400, 4500), entry(10, 5, 90)]);
    const [body, tail] = test.thresholds;
    expect(body?.within.logE).toBeGreaterThan(Math.log(20));
    expect(test.withinLogE).toBe(tail?.within.logE);
    expect(test.withinLogE).toBeLessThan(Math.log(20));
    for (let batch = 0; batch < 8; batch += 1) test.add([entry(500, 400, 4500), entry(10, 5, 90)]);
    expect(test.withinLogE).toBeGreaterThan(Math.log(20));
    expect(test.slowerLogE).toBeLessThan(0);
  });

  it('wants an entry for each threshold', () => {
    expect(() => createLatencyTest([])).toThrow('no thresholds');
    expect(() => createLatencyTest(frozen).add([entry(1, 1, 1)])).toThrow('1 entries for 2 thresholds');
  });
});
