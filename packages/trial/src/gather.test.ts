import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import { createBatch, createSpan, startOfTime } from '@seatrial/store/contract';
import type { SpanInput } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { canary, minute, serve } from '../sim/served.ts';
import { gather } from './gather.ts';
import { judge } from './judge.ts';
import type { VerifyOptions } from './options.ts';
import { verify } from './verify.ts';

let store: Store;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});

afterEach(async () => {
  await store.close();
});

const ingest = (spans: readonly ReturnType<typeof createSpan>[]) =>
  store.ingest(createBatch({ spans }), { historic: true });
const options: VerifyOptions = { service: 'checkout' };
const soon = startOfTime + 3_600_000 * 5;

describe('looking again later', () => {
  it('finds the same arms, thresholds and strata, and adds to them', async () => {
    const latency = (index: number): number => 5 + ((index * 37) % 60);
    const between = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => from + index).flatMap((at) => [
        ...serve(at, 60, (index) => ({ ms: latency(index + at), route: index % 3 === 0 ? '/cart' : '/orders' })),
        ...(at < 6
          ? []
          : serve(at, 20, (index) => ({ ...canary, ms: latency(index), statusCode: index === 0 ? 'error' : 'unset' }))),
      ]);
    await ingest(between(0, 12));
    const asked = { ...options, candidate: parseSelector('release=1.4.2') };
    const early = await gather(store, asked, { now: startOfTime + 12 * minute });
    // More of both, and another release on other routes that takes most of the traffic.
    await ingest([
      ...between(12, 20),
      ...serve(13, 300, (index) => ({ version: '1.4.0', ms: 1, route: `/old/${index % 3}` })),
    ]);
    const late = await gather(store, asked, { now: startOfTime + 21 * minute });
    expect(early.end).toBe(startOfTime + 11 * minute);
    expect(late.end).toBe(startOfTime + 20 * minute);
    for (const key of ['start', 'levels', 'settings'] as const) expect(late[key]).toEqual(early[key]);
    expect(late.baseline.selector).toBe(early.baseline.selector);
    expect(late.routes.slice(0, early.routes.length)).toEqual(early.routes);
    expect(late.strata.slice(0, early.strata.length)).toEqual(early.strata);
    expect(late.strata.length).toBeGreaterThan(early.strata.length);
  });

  it('judges closed batches only, unless traffic has ended', async () => {
    await ingest([...serve(0, 30, () => ({})), ...serve(0, 30, () => canary)]);
    const now = startOfTime + 90_000;
    expect((await verify(store, options, { now })).reasons[0]?.code).toBe('no-closed-batch');
    expect((await verify(store, { ...options, complete: true }, { now })).candidate.requests).toBe(30);
    expect((await verify(store, options, { now: startOfTime + 120_000 })).candidate.requests).toBe(30);
  });

  it('takes batches of ten seconds as well, of minutes that are closed, whether these are summed up or not', async () => {
    await ingest([0, 1].flatMap((at) => [...serve(at, 60, () => ({})), ...serve(at, 30, () => canary)]));
    const asked = { ...options, batchSeconds: 10 };
    const early = await gather(store, asked, { now: startOfTime + 150_000 });
    await store.maintain({ now: startOfTime + 150_000 });
    expect(await gather(store, asked, { now: startOfTime + 150_000 })).toEqual(early);
    expect(early.end).toBe(startOfTime + minute);
    expect(early.strata.map(({ batch }) => batch - startOfTime)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(early.strata.map(({ candidate, baseline }) => [candidate.requests, baseline.requests])).toEqual(
      Array.from({ length: 6 }, () => [5, 10]),
    );
    const verdict = judge(await gather(store, asked, { now: soon }));
    expect([verdict.batches, verdict.batchSeconds]).toEqual([12, 10]);
  });

  it('freezes thresholds in the first batches where there is no history, and leaves those out', async () => {
    const spans = [0, 1, 2, 3, 4].flatMap((at) => [
      ...serve(at, 90, (index) => ({ ms: 10 + index })),
      ...serve(at, 30, (index) => ({ ...canary, ms: 10 + index })),
    ]);
    await ingest(spans);
    const evidence = await gather(store, options, { now: soon });
    expect(evidence.routes[0]?.frozenAt).toBe(startOfTime + 2 * minute);
    expect(evidence.strata.map(({ candidate }) => candidate.above.length > 0)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    const [errors, latency] = judge(evidence).objectives;
    expect([errors?.candidate.requests, latency?.candidate.requests]).toEqual([150, 60]);
  });
});

describe('what is compared', () => {
  it('a ring is the newest release in it, and its baseline the release before', async () => {
    await ingest([
      ...serve(0, 5, () => ({ version: '1.4.0', ring: 'canary' })),
      ...serve(1, 20, () => ({})),
      ...serve(2, 20, () => ({})),
      ...serve(2, 5, () => canary),
    ]);
    const { candidate, baseline } = await gather(
      store,
      { ...options, candidate: parseSelector('ring=canary') },
      { now: soon },
    );
    expect([candidate.selector, candidate.name]).toEqual(['ring=canary,version=1.4.2', '1.4.2 (canary)']);
    expect(baseline.name).toBe('1.4.1 (stable)');
  });

  it('a cohort is compared with everybody else; a flag with its other variant', async () => {
    const attributes = (audience: string, flag: string) => ({
      'seatrial.cohort.audience': audience,
      'feature_flags.new-checkout': flag,
      'feature_flag.context.id': `${audience}${flag}`,
    });
    await ingest(
      serve(0, 40, (index) => ({
        attributes: attributes(index % 4 === 0 ? 'internal' : 'public', index % 2 === 0 ? 'on' : 'off'),
      })),
    );
    const cohort = await gather(
      store,
      { ...options, candidate: parseSelector('cohort.audience=internal') },
      { now: soon },
    );
    expect([cohort.candidate.phases.steady, cohort.baseline.phases.steady]).toEqual([10, 30]);
    const flag = await gather(store, { ...options, flag: 'new-checkout', unit: 'trace' }, { now: soon });
    expect([flag.candidate.selector, flag.baseline.selector]).toEqual([
      'flag.new-checkout=on',
      'flag.new-checkout=off',
    ]);
    const users = await gather(store, { ...options, flag: 'new-checkout' }, { now: soon });
    expect([users.unit, users.candidate.phases.steady]).toEqual(['subject', 2]);
  });

  it('a flag of three variants wants to be told which', async () => {
    await ingest(
      serve(0, 9, (index) => ({ attributes: { 'feature_flags.theme': ['red', 'blue', 'off'][index % 3] ?? '' } })),
    );
    await expect(gather(store, { ...options, flag: 'theme' }, { now: soon })).rejects.toMatchObject({
      code: 'SEATRIAL_BAD_ARGUMENT',
      message: expect.stringContaining('--candidate flag.theme='),
    });
  });

  it('environments are never mixed', async () => {
    const staging = { 'deployment.environment.name': 'staging' };
    await ingest([
      ...serve(0, 20, () => ({})),
      ...serve(0, 20, () => ({ resource: staging })),
      ...serve(1, 20, () => ({ ...canary, resource: staging })),
    ]);
    const verdict = await verify(store, options, { now: soon });
    expect([verdict.environment, verdict.baseline.name]).toEqual(['staging', '1.4.1 (stable)']);
    const without = await verify(store, { ...options, environment: '' }, { now: soon });
    expect(without.reasons[0]?.code).toBe('one-release');
    expect((await verify(store, { ...options, environment: 'prod' }, { now: soon })).reasons[0]?.text).toContain(
      'Seen: (none), staging',
    );
  });

  it('mirrored requests are compared with their originals', async () => {
    const originals = serve(0, 60, () => ({ ms: 10 }));
    const mirrored = originals.map(({ traceId }, index) =>
      createSpan({
        ...canary,
        traceId,
        at: index,
        ms: 10,
        statusCode: index < 20 ? 'error' : 'unset',
        attributes: { 'seatrial.shadow': true },
      }),
    );
    await ingest([...originals, ...mirrored]);
    const verdict = await verify(
      store,
      { ...options, candidate: parseSelector('release=1.4.2'), baseline: parseSelector('release=1.4.1') },
      { now: soon },
    );
    expect(verdict).toMatchObject({
      verdict: 'regressed',
      design: 'shadow-pairs',
      candidate: { requests: 60, errors: 20 },
    });
  });

  it('routes beyond the first hundred are one, and are said to be', async () => {
    await ingest([
      ...serve(0, 300, (index) => ({ route: `/r/${index % 150}` })),
      ...serve(1, 300, (index) => ({ route: `/r/${index % 150}`, ...(index % 2 === 0 ? canary : {}) })),
    ]);
    const evidence = await gather(store, options, { now: soon });
    expect([evidence.routes.length, evidence.foldedRoutes]).toEqual([101, 50]);
    expect(evidence.routes.at(-1)?.route).toBe('(other routes)');
  });
});

// Each is a series of minutes that its reporter gave to Kayenta's judge (Mann-Whitney), which passed or failed it wrongly.
describe('what users of Kayenta reported as wrong', () => {
  /** Ten minutes of history of the baseline, then both, `perMinute` requests a minute of each. */
  const play = async (
    minutes: number,
    perMinute: number,
    baseline: (at: number, index: number) => SpanInput,
    other: (at: number, index: number) => SpanInput,
  ) => {
    const at = Array.from({ length: minutes }, (_, index) => index);
    await ingest([
      ...at.flatMap((each) => serve(each, perMinute, (index) => baseline(each, index))),
      ...at.flatMap((each) => serve(minutes + each, perMinute, (index) => baseline(each, index))),
      ...at.flatMap((each) => serve(minutes + each, perMinute, (index) => ({ ...canary, ...other(each, index) }))),
    ]);
    return verify(store, options, { now: soon });
  };

  it('spinnaker#6278: seven of ten minutes a hundred times as slow passed', async () => {
    const verdict = await play(
      10,
      40,
      () => ({ ms: 1 }),
      (at) => ({ ms: at < 7 ? 100 : 1 }),
    );
    expect(verdict.verdict).toBe('regressed');
    expect(verdict.reasons[0]?.code).toBe('slower');
  });

  it('kayenta#780: a latency that varies far more passed; the other way round nothing is slower', async () => {
    const narrow = [10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 17, 17.1, 17.2, 17.3, 17.4, 17.5, 17.6, 17.7];
    const wide = [1, 100, 4, 101, 5, 102, 6, 103, 7, 104, 8, 105, 9, 106, 17];
    const of =
      (series: readonly number[]) =>
      (at: number, index: number): SpanInput => ({ ms: series[(at + index) % series.length] ?? 0 });
    expect((await play(15, 30, of(narrow), of(wide))).verdict).toBe('regressed');
    await store.close();
    store = await createDuckDbStore({ path: ':memory:' });
    expect((await play(15, 30, of(wide), of(narrow))).reasons.map(({ code }) => code)).not.toContain('slower');
  });

  it('kayenta#426: a few errors beside none passed; four of 240 requests are not shown yet, and not OK', async () => {
    const series = [0, 1, 2, 1, 0, 0];
    const few = await play(
      6,
      40,
      () => ({}),
      (at, index) => ({ statusCode: index < (series[at] ?? 0) ? 'error' : 'unset' }),
    );
    expect(few.verdict).toBe('undecided');
    expect(few.objectives[0]).toMatchObject({
      outcome: 'undecided',
      candidate: { events: 4 },
      baseline: { events: 0 },
    });
    expect(few.objectives[0]?.regressed.logE).toBeGreaterThan(0);
  });

  it('kayenta#426: and as it goes on, they are REGRESSED', async () => {
    const series = [0, 1, 2, 1, 0, 0];
    const more = await play(
      30,
      40,
      () => ({}),
      (at, index) => ({ statusCode: index < (series[at % 6] ?? 0) ? 'error' : 'unset' }),
    );
    expect(more.verdict).toBe('regressed');
    expect(more.reasons[0]?.text).toMatch(/^Fails, and the baseline does not/);
  });

  it('two processes that differ by hundredths of a millisecond are alike, unless such a difference is asked about', async () => {
    const spread = (ms: number) => (_: number, index: number) => ({ ms: ms * (1 + (index % 40) / 40) });
    const alike = await play(30, 200, spread(0.1), spread(0.115));
    expect(alike.objectives.find(({ kind }) => kind === 'latency')).toMatchObject({ outcome: 'ok' });
    expect(alike.verdict).toBe('ok');
    const asked = { ...options, objectives: { latency: { factor: 1.2, leastMs: 0 } } };
    expect(await verify(store, asked, { now: soon })).toMatchObject({ verdict: 'regressed' });
  });

  it('a difference above the least one is found', async () => {
    const verdict = await play(
      30,
      200,
      (_, index) => ({ ms: 2 + (index % 40) / 40 }),
      (_, index) => ({ ms: 3 + (index % 40) / 40 }),
    );
    expect(verdict.verdict).toBe('regressed');
  });

  it('kayenta#799: a baseline without data made the analysis fail; here it is said, and UNDECIDED', async () => {
    await ingest(serve(0, 60, (index) => ({ ...canary, statusCode: index < 3 ? 'error' : 'unset' })));
    const verdict = await verify(store, { ...options, baseline: parseSelector('release=1.0.0') }, { now: soon });
    expect(verdict).toMatchObject({ verdict: 'undecided', reasons: [{ code: 'no-baseline-traffic' }] });
  });
});
