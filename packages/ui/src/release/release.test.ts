import { expect, it } from 'vitest';
import type { HeatCounts, HeatData } from '../plot/heat-data.ts';
import { toCoarseTrend } from './coarse-trend.ts';
import { toExplainCommand, toExplainQuery } from './explain-query.ts';
import { findBand } from './find-band.ts';
import { createRatioAxis } from './ratio-axis.ts';
import { toSentence } from './sentence.ts';

type Arms = Parameters<typeof toExplainQuery>[0]['verdict'];
const arms = (candidate: string, baseline: string): Arms =>
  ({ candidate: { selector: candidate }, baseline: { selector: baseline } }) as Arms;

it('a verdict is said as somebody would say it', () => {
  const say = (...texts: readonly string[]): ReturnType<typeof toSentence> => {
    const reasons = texts.map((text) => ({ code: 'errors-worse', text }));
    return toSentence({ reasons, candidate: { name: '1.4.2 (canary)' } } as unknown as Parameters<
      typeof toSentence
    >[0]);
  };
  expect(
    say('Fails 15 times as often: 2.8 % of 7,200 fail against 0.18 % of 7,200.', '/orders fails 15 times as often.'),
  ).toEqual({
    title: '1.4.2 (canary) fails 15 times as often',
    detail: '2.8 % of 7,200 fail against 0.18 % of 7,200. /orders fails 15 times as often.',
  });
  expect(say('Slower: 70 % of requests exceed the p50.').title).toBe('1.4.2 (canary) is slower');
  expect(say('Only one release of checkout was seen, 1.4.1.').title).toBe(
    'Only one release of checkout was seen, 1.4.1',
  );
  expect(say('About 3 h more at this traffic; 2 times as many errors would show in about 7 h.')).toEqual({
    title: 'About 3 h more at this traffic',
    detail: '2 times as many errors would show in about 7 h.',
  });
  expect(say()).toEqual({ title: 'Nothing to say yet', detail: '' });
});

it('a trend is made coarse until its shares mean something, and loses nothing', () => {
  const trend = {
    from: '2026-11-24T10:00:00.000Z',
    stepSeconds: 60,
    candidateRequests: Array.from({ length: 50 }, () => 20),
    candidateErrors: Array.from({ length: 50 }, () => 1),
    baselineRequests: Array.from({ length: 50 }, () => 200),
    baselineErrors: Array.from({ length: 50 }, () => 2),
  };
  const coarse = toCoarseTrend(trend);
  expect([coarse.stepSeconds, coarse.candidateRequests.length, coarse.candidateRequests[0]]).toEqual([240, 13, 80]);
  const ended = toCoarseTrend({
    ...trend,
    candidateRequests: [...trend.candidateRequests.slice(2).map(() => 200), 200, 3],
  });
  expect([ended.candidateRequests.length, ended.candidateRequests.at(-1)]).toEqual([49, 203]);
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  expect([sum(coarse.candidateErrors), sum(coarse.baselineRequests)]).toEqual([50, 10_000]);
  expect(toCoarseTrend({ ...trend, candidateRequests: trend.candidateRequests.map(() => 500) }).stepSeconds).toBe(60);
});

it('a band that only the candidate has is found, and none where both are alike', () => {
  const counts = (rows: readonly number[]): HeatCounts => ({
    events: Uint32Array.from([...rows, ...rows]),
    errors: new Uint32Array(rows.length * 2),
  });
  const frame = { columns: 2, rows: 6, from: 0, to: 120_000, edgesMs: [0, 10, 20, 40, 80, 160, 320] };
  const data: HeatData = {
    ...frame,
    candidate: counts([50, 90, 40, 1, 0, 20]),
    baseline: counts([500, 900, 400, 20, 4, 1]),
  };
  expect(findBand(data)).toEqual({ from: 0, to: 120_000, aboveMs: 160, upToMs: 320 });
  expect(findBand({ ...data, candidate: counts([50, 90, 40, 2, 0, 0]) })).toBeUndefined();
});

it('a box is asked about with its upper edge inside, by page and by command', () => {
  const question = {
    range: { from: 1_795_515_900_000, to: 1_795_517_400_000, aboveMs: 1342.17728, upToMs: 2684.35456 },
    shared: 'service=checkout',
    layer: 'candidate',
    verdict: arms('version=1.4.2', 'version=1.4.1'),
    from: 1_795_514_400_000,
    to: 1_795_517_400_000,
  } as const;
  expect(toExplainQuery(question)).toMatchObject({
    where: 'service=checkout',
    group: 'version=1.4.2,duration>1342.17728,duration<2684.3545605',
    groupFrom: 1_795_515_900_000,
  });
  expect(toExplainCommand(question)).toContain(
    "--where 'service=checkout,version=1.4.2,duration>1342.17728,duration<2684.3545605' --against service=checkout --group-since 2026-11-24T10:25:00.000Z",
  );
});

it('the axis of ratios is as wide as its estimates, even about the same', () => {
  const narrow = createRatioAxis([
    { estimate: 1.4, lower: 0.1 },
    { estimate: null, lower: null },
  ]);
  expect([narrow.place(1 / 8), narrow.place(1), narrow.place(8), narrow.place(99)]).toEqual([0, 50, 100, 100]);
  const wide = createRatioAxis([{ estimate: null, lower: 17 }]);
  expect(wide.place(16)).toBeCloseTo(50 + (50 * 2) / 3, 9);
  expect(createRatioAxis([{ estimate: 1 / 20, lower: null }]).ticks[4]).toEqual([16, '16×']);
});
