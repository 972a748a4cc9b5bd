import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fineLatencyEdgesNano, parseSelector, toFineBucket } from '@seatrial/model';
import type { ComparisonQuery, EvidenceReader } from '../evidence.ts';
import type { Store } from '../store.ts';
import type { TimeRange } from '../time-range.ts';
import { createPlainEvidence } from './plain/evidence.ts';
import { createBatch, createSpan, startOfTime } from './telemetry.ts';
import type { SpanInput } from './telemetry.ts';

const minute = 60_000;
const query: ComparisonQuery = {
  service: 'checkout',
  candidate: parseSelector('version=1.4.2'),
  baseline: parseSelector('version=1.4.1'),
};
const canary = (input: SpanInput = {}) => createSpan({ version: '1.4.2', ring: 'canary', ...input });

export function describeEvidence(store: () => Store): void {
  const ingest = (...spans: readonly ReturnType<typeof createSpan>[]) =>
    store().ingest(createBatch({ spans }), { historic: true });

  describe('evidence', () => {
    it('sightings say where and when each release served, mirrored requests apart, by a flag where asked', async () => {
      await ingest(
        createSpan({ at: 5 }),
        createSpan({ at: 9, attributes: { 'feature_flags.new-checkout': 'on' } }),
        canary({ at: 7, attributes: { 'seatrial.shadow': true } }),
        canary({ kind: 'client', parentSpanId: '00000000000000aa' }),
        createSpan({ service: 'gateway' }),
      );
      expect(await store().sightings({ service: 'checkout' })).toEqual([
        {
          version: '1.4.1',
          commit: '',
          buildId: '',
          environment: '',
          ring: 'stable',
          value: '',
          first: startOfTime + 5,
          last: startOfTime + 9,
          requests: 2,
          shadow: 0,
        },
        {
          version: '1.4.2',
          commit: '',
          buildId: '',
          environment: '',
          ring: 'canary',
          value: '',
          first: startOfTime + 7,
          last: startOfTime + 7,
          requests: 1,
          shadow: 1,
        },
      ]);
      const byFlag = await store().sightings({ service: 'checkout', by: 'flag.new-checkout' });
      expect(byFlag.map(({ version, value, requests }) => [version, value, requests])).toEqual([
        ['1.4.1', '', 1],
        ['1.4.2', '', 1],
        ['1.4.1', 'on', 1],
      ]);
      expect(await store().sightings({ service: 'checkout', from: startOfTime + 8 })).toMatchObject([{ requests: 1 }]);
    });

    it('arms have their bounds in batches, and how many requests name their subject', async () => {
      await ingest(
        createSpan({ at: 0 }),
        createSpan({ at: 3 * minute, attributes: { 'feature_flag.context.id': 'aa' } }),
        canary({ at: minute }),
        canary({ at: minute, attributes: { 'seatrial.shadow': true } }),
        canary({ at: 2 * minute, attributes: { 'seatrial.unfinished': 'SIGTERM' } }),
      );
      const start = Math.floor(startOfTime / minute) * minute;
      expect(await store().arms(query)).toMatchObject([{ withSubject: 0 }, { withSubject: 0 }]);
      expect(await store().arms({ ...query, unit: 'subject' })).toEqual([
        { arm: 'candidate', first: start + minute, last: start + minute, requests: 1, withSubject: 0, shadow: 1 },
        { arm: 'baseline', first: start, last: start + 3 * minute, requests: 2, withSubject: 1, shadow: 0 },
      ]);
      expect(await store().arms({ ...query, from: start + 2 * minute })).toMatchObject([
        { arm: 'baseline', requests: 1 },
      ]);
      expect(await store().arms({ ...query, where: parseSelector('route=/none') })).toEqual([]);
    });

    it('batches count first attempts by route, cohort and the minute of their end, steady ones only', async () => {
      const first = createSpan({ at: 59_990, ms: 20, statusCode: 'error' });
      const young = { 'process.creation.time': new Date(startOfTime - 1000).toISOString() };
      await ingest(
        first,
        createSpan({ traceId: first.traceId, at: 3 * minute }),
        createSpan({ at: 1000, ms: 5, attributes: { 'seatrial.cohort.audience': 'internal' } }),
        createSpan({ at: 2000, ms: 50, resource: young }),
        createSpan({ at: 2000, attributes: { 'seatrial.unfinished': 'exit' } }),
        canary({ at: 3000, ms: 8, route: '/cart' }),
        canary({ at: 4000, ms: 9.000_001, route: '/cart', traceState: 'ot=th:c' }),
      );
      const edges = [{ route: '/cart', nano: [8e6, 9e6, 1e7] }];
      const [start, later] = [startOfTime, startOfTime + minute];
      expect(await store().batches({ ...query, edges })).toEqual([
        {
          batch: start,
          arm: 'candidate',
          route: '/cart',
          cohort: '',
          requests: 2,
          errors: 0,
          leastWeight: 1,
          mostWeight: 4,
          above: [1, 1, 0],
        },
        {
          batch: start,
          arm: 'baseline',
          route: '/orders',
          cohort: '',
          requests: 1,
          errors: 0,
          leastWeight: 1,
          mostWeight: 1,
          above: [0, 0, 0],
        },
        {
          batch: later,
          arm: 'baseline',
          route: '/orders',
          cohort: '',
          requests: 1,
          errors: 1,
          leastWeight: 1,
          mostWeight: 1,
          above: [0, 0, 0],
        },
      ]);
      const byCohort = await store().batches({ ...query, cohorts: ['audience'], to: later });
      expect(byCohort.map(({ cohort, requests, above }) => [cohort, requests, above])).toEqual([
        ['', 2, []],
        ['internal', 1, []],
      ]);
    });

    it('batches are as long as asked for; a late request is in the first of the minute that counts it', async () => {
      await ingest(createSpan({ at: 0, ms: 1 }), createSpan({ at: 25_000, ms: 1 }), createSpan({ at: minute, ms: 1 }));
      const starts = async (batchSeconds: number): Promise<readonly number[]> =>
        (await store().batches({ ...query, batchSeconds })).map(({ batch }) => batch - startOfTime);
      expect(await starts(10)).toEqual([0, 20_000, 60_000]);
      expect(await starts(120)).toEqual([0]);
      await expect(starts(7)).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
      const now = Math.floor(Date.now() / minute) * minute;
      await store().ingest(createBatch({ spans: [createSpan({ at: now - startOfTime - 86_400_000 + 25_000 })] }));
      const rows = await store().batches({ ...query, batchSeconds: 10 });
      const late = rows.find(({ batch }) => batch > now - 600_000);
      expect(late?.batch).toBe(Math.floor((late?.batch ?? 0) / minute) * minute);
    });

    it('what comes late moves nothing that was counted before, even an earlier attempt', async () => {
      const retry = createSpan({ at: 10, ms: 1, statusCode: 'error' });
      await ingest(retry);
      const before = await store().batches(query);
      const first = createSpan({ traceId: retry.traceId, at: 5, ms: 2 * minute });
      await ingest(first);
      expect(await store().batches(query)).toEqual(before);
    });

    it('subjects count once a route, by their first request; requests without one are left out', async () => {
      const of = (id: string, input: SpanInput) =>
        createSpan({ ...input, attributes: { 'feature_flag.context.id': id } });
      await ingest(
        of('aa', { at: 0, statusCode: 'error' }),
        of('aa', { at: minute }),
        of('aa', { at: 1, route: '/cart' }),
        of('bb', { at: 2 * minute }),
        createSpan({ at: 3 }),
      );
      const rows = await store().batches({ ...query, unit: 'subject' });
      expect(
        rows.map(({ batch, route, requests, errors }) => [(batch - startOfTime) / minute, route, requests, errors]),
      ).toEqual([
        [0, '/cart', 1, 0],
        [0, '/orders', 1, 1],
        [2, '/orders', 1, 0],
      ]);
    });

    it('distributions are apart before, while thresholds are frozen, and after; in the fine buckets', async () => {
      const spans = [0, 1, 2, 3].flatMap((at) => [
        createSpan({ at: at * minute, ms: 10 }),
        createSpan({ at: at * minute, ms: 12, statusCode: at === 3 ? 'error' : 'unset' }),
      ]);
      await ingest(
        ...spans,
        canary({ at: minute, ms: 10 }),
        canary({ at: 3 * minute, ms: 2000, attributes: { 'seatrial.unfinished': 'x' } }),
      );
      const bucket = (ms: number): number => toFineBucket(ms * 1e6);
      const start = startOfTime + minute;
      const rows = await store().distribution({ ...query, start, calibration: 5 });
      const baseline = { arm: 'baseline', route: '/orders', phase: 'steady', frozenAt: startOfTime + 2 * minute };
      const both = (count: number) => [
        [bucket(10), count],
        [bucket(12), count],
      ];
      expect(rows).toEqual([
        { ...baseline, arm: 'candidate', period: 'calibration', requests: 1, errors: 0, buckets: [[bucket(10), 1]] },
        {
          ...baseline,
          arm: 'candidate',
          phase: 'unfinished',
          period: 'judged',
          requests: 1,
          errors: 0,
          buckets: [[bucket(2000), 1]],
        },
        { ...baseline, period: 'before', requests: 2, errors: 0, buckets: both(1) },
        { ...baseline, period: 'calibration', requests: 4, errors: 0, buckets: both(2) },
        { ...baseline, period: 'judged', requests: 2, errors: 1, buckets: both(1) },
      ]);
      const [row] = await store().distribution({ ...query, start, calibration: 2 });
      expect(row?.frozenAt).toBe(start - 1);
      expect((await store().distribution({ ...query, start, calibration: 100 }))[0]?.frozenAt).toBeNull();
    });

    it('pairs join a mirrored request with its original', async () => {
      const original = createSpan({ at: 0, ms: 10 });
      const failing = createSpan({ at: 0, ms: 10 });
      const mirror = (traceId: string, input: SpanInput) =>
        canary({ ...input, traceId, attributes: { 'seatrial.shadow': true } });
      await ingest(
        original,
        failing,
        createSpan(),
        mirror(original.traceId, { at: 1, ms: 13 }),
        mirror(failing.traceId, { at: minute, ms: 11, statusCode: 'error' }),
        mirror('9'.repeat(32), { at: 1 }),
      );
      const none = {
        candidateErrors: 0,
        baselineErrors: 0,
        candidateOnly: 0,
        baselineOnly: 0,
        candidateSlower: 0,
        baselineSlower: 0,
      };
      expect(await store().pairs({ ...query, slowerFactor: 1.2 })).toEqual([
        { batch: startOfTime, route: '/orders', pairs: 1, ...none, candidateSlower: 1 },
        { batch: startOfTime + minute, route: '/orders', pairs: 1, ...none, candidateErrors: 1, candidateOnly: 1 },
      ]);
    });

    it('failing spans are grouped by type, message and stack, traces counted once', async () => {
      const exception = {
        timeNano: 1n,
        name: 'exception',
        attributes: {
          'exception.type': 'TypeError',
          'exception.message': 'no end',
          'exception.stacktrace': 'at applyCoupon (coupons.js:1:2)',
        },
        droppedAttributes: 0,
      };
      const failing = canary({ statusCode: 'error', statusMessage: 'no end', events: [exception] });
      await ingest(
        failing,
        canary({
          statusCode: 'error',
          traceId: failing.traceId,
          kind: 'internal',
          parentSpanId: failing.spanId,
          events: [exception],
        }),
        createSpan({ statusCode: 'error', statusMessage: 'timeout', attributes: { 'error.type': 'ETIMEDOUT' } }),
        createSpan(),
      );
      const thrown = { type: 'TypeError', message: 'no end', stack: 'at applyCoupon (coupons.js:1:2)' };
      expect(await store().errorGroups(query)).toEqual([
        { route: '', ...thrown, candidate: 1, baseline: 0, traceId: failing.traceId },
        { route: '/orders', ...thrown, candidate: 1, baseline: 0, traceId: failing.traceId },
        {
          route: '/orders',
          type: 'ETIMEDOUT',
          message: 'timeout',
          stack: '',
          candidate: 0,
          baseline: 1,
          traceId: expect.any(String),
        },
      ]);
    });

    it('is what a plain loop counts, before minutes are summed up, while some are, after all are, and where history comes to them', async () => {
      const batches = fc.sample(fc.array(requests, { minLength: 300, maxLength: 300 }), { numRuns: 2, seed: 7 });
      const [first = [], second = []] = batches.map((inputs) => inputs.map((input) => createSpan(input)));
      await ingest(...first);
      const before = await ask(createPlainEvidence(first.map((span) => ({ span }))));
      expect(await ask(store())).toEqual(before);
      expect(before.flat(2).length).toBeGreaterThan(100);
      for (const minutes of [15, 42, 90]) {
        await store().maintain({ now: startOfTime + minutes * minute });
        expect(await ask(store())).toEqual(before);
      }
      const later = second.filter(({ endNano }) => endNano < BigInt(startOfTime + 25 * minute) * 1_000_000n);
      await ingest(...later);
      const more = await ask(createPlainEvidence([...first, ...later].map((span) => ({ span }))));
      expect(more).not.toEqual(before);
      expect(await ask(store())).toEqual(more);
      await store().maintain({ now: startOfTime + 90 * minute });
      expect(await ask(store())).toEqual(more);
    });
  });
}

/** Requests of three quarters of an hour, with retries, mirrored, unfinished and young ones. */
const requests: fc.Arbitrary<SpanInput> = fc.record({
  version: fc.constantFrom('1.4.1', '1.4.1', '1.4.2', '1.4.0'),
  service: fc.constantFrom('checkout', 'checkout', 'gateway'),
  route: fc.constantFrom('/orders', '/cart'),
  traceId: fc.integer({ min: 1, max: 200 }).map((id) => id.toString(16).padStart(32, 'a')),
  at: fc.integer({ min: 0, max: 44 * minute }),
  ms: fc.constantFrom(0.5, 1.024, 1.025, 8, 9.5, 120, 70_000),
  statusCode: fc.constantFrom('unset', 'unset', 'error'),
  traceState: fc.constantFrom('', '', 'ot=th:c'),
  attributes: fc.constantFrom<NonNullable<SpanInput['attributes']>>(
    {},
    {},
    {},
    { 'seatrial.shadow': true },
    { 'seatrial.unfinished': 'exit' },
    { 'seatrial.shadow': true, 'seatrial.unfinished': 'exit' },
    { 'seatrial.cohort.audience': 'internal' },
  ),
  resource: fc.constantFrom<NonNullable<SpanInput['resource']>>(
    {},
    {},
    { 'process.creation.time': new Date(startOfTime + 10 * minute).toISOString() },
  ),
});

/** Arms, distributions and batches of several times and lengths. */
function ask(store: EvidenceReader): Promise<readonly (readonly unknown[])[]> {
  const nano = [8e6, 1e8].map((wanted) => fineLatencyEdgesNano.find((edge) => edge >= wanted) ?? 0);
  const edges = [{ route: '/orders', nano }];
  const asked: readonly Partial<ComparisonQuery>[] = [
    {},
    { from: startOfTime + 5 * minute, to: startOfTime + 30 * minute },
    { from: startOfTime + 20 * minute, batchSeconds: 300 },
    { where: parseSelector('route=/orders'), candidate: parseSelector('ring=stable,release=1.4.2') },
  ];
  return Promise.all(
    asked.flatMap((more): readonly Promise<readonly unknown[]>[] => [
      store.sightings({ service: 'checkout', ...toRange(more) }),
      store.arms({ ...query, ...more }),
      store.distribution({ ...query, ...more, start: startOfTime + 22 * minute, calibration: 20 }),
      store.batches({ ...query, ...more, edges }),
      store.batches({ ...query, ...more }),
    ]),
  );
}

/** Not on the bounds of minutes. */
function toRange({ from, to }: Partial<ComparisonQuery>): TimeRange {
  return { ...(from !== undefined && { from: from + 17_345 }), ...(to !== undefined && { to: to + 40_001 }) };
}
