import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBatch, startOfTime } from '@seatrial/store/contract';
import type { SpanInput } from '@seatrial/store/contract';
import type { SpanRecord } from '@seatrial/model';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Store } from '@seatrial/store';
import { canary, minute, serve } from '../sim/served.ts';
import { gather } from './gather.ts';
import type { VerifyOptions } from './options.ts';
import { verify } from './verify.ts';

let store: Store;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});

afterEach(async () => {
  await store.close();
});

const ingest = (spans: readonly SpanRecord[]) => store.ingest(createBatch({ spans }), { historic: true });
const options: VerifyOptions = { service: 'checkout' };

describe('one after the other', () => {
  const week = 7 * 1440;
  /** Every hour of the week differs: this one is busy, slow and failing, the one before was not. */
  const busy = (index: number): SpanInput => ({
    ms: 40 + (index % 40),
    statusCode: index % 10 === 0 ? 'error' : 'unset',
  });
  const calm = (index: number): SpanInput => ({
    ms: 10 + (index % 10),
    statusCode: index % 100 === 0 ? 'error' : 'unset',
  });
  const hour = Array.from({ length: 30 }, (_, at) => at);
  const play = (from: number, how: (index: number) => SpanInput, arm: SpanInput = {}): readonly SpanRecord[] =>
    hour.flatMap((at) => serve(from + at, 60, (index) => ({ ...how(index), ...arm })));
  const now = { now: startOfTime + 31 * minute + 61_000 };

  it('the hour of the week is no regression of the release: it is compared with the same one a week before', async () => {
    await ingest([...play(-week - 30, calm), ...play(-week, busy), ...play(-30, calm), ...play(0, busy, canary)]);
    const verdict = await verify(store, options, now);
    expect(verdict).toMatchObject({ verdict: 'undecided', design: 'before-after', control: 'week-before' });
    expect(verdict.reasons[0]).toMatchObject({
      code: 'before-after',
      text: expect.stringContaining('compared with its requests of the same hours of the week before.'),
    });
    expect(verdict.baseline).toMatchObject({ requests: 1800, errors: 180, p50Ms: verdict.candidate.p50Ms });
    expect(verdict.errors).toMatchObject([{ candidate: 180, baseline: 180, isNew: false }]);
  });

  it('what is worse than a week before is REGRESSED, and by what it was compared is said', async () => {
    await ingest([...play(-week, calm), ...play(-30, busy), ...play(0, busy, canary)]);
    const verdict = await verify(store, options, now);
    expect(verdict).toMatchObject({ verdict: 'regressed', control: 'week-before' });
    expect(verdict.reasons.map(({ code }) => code)).toContain('before-after');
  });

  it('without a week of history it is compared with the time just before, and the verdict says so', async () => {
    await ingest([...play(-30, calm), ...play(0, busy, canary)]);
    const verdict = await verify(store, options, now);
    expect(verdict).toMatchObject({ verdict: 'regressed', control: 'just-before' });
    expect(verdict.reasons.find(({ code }) => code === 'before-after')?.text).toContain(
      'since there are none of the same hours of the week before',
    );
    expect(verdict.baseline.p50Ms).toBeCloseTo(14.5, 0);
  });

  it('is compared with the same at every look, also where the baseline was a week old only at the first', async () => {
    const gap = play(-week, busy).filter((_, index) => index < 300);
    await ingest([...gap, ...play(-30, calm), ...play(0, busy, canary)]);
    const early = await gather(store, options, { now: startOfTime + 8 * minute });
    const late = await gather(store, options, now);
    expect([early.control, late.control]).toEqual(['week-before', 'week-before']);
    expect(late.strata.slice(0, early.strata.length)).toEqual(early.strata);
    expect(late.strata.filter(({ baseline }) => baseline.requests > 0)).toHaveLength(5);
  });

  it('finds the week before in the counts of minutes whose spans are gone, and old errors in the time just before', async () => {
    await ingest([...play(-week, busy), ...play(-30, busy), ...play(0, busy, canary)]);
    const before = await verify(store, options, now);
    await store.maintain(now);
    expect((await store.stats()).activity.removed.spans).toBe(1800);
    const after = await verify(store, options, now);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ control: 'week-before', errors: [{ candidate: 180, baseline: 180, isNew: false }] });
  });
});
