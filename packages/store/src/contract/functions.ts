import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPoint } from '@seatrial/model';
import type { FunctionRow } from '../functions.ts';
import type { Store } from '../store.ts';
import { createFunctionPoints } from './function-points.ts';
import type { FunctionTold } from './function-points.ts';
import { createBatch, createSpan, createSum, startOfTime } from './telemetry.ts';

const minute = 60_000;

function toCalls(rows: readonly FunctionRow[]): number {
  return rows.flatMap(({ cohorts }) => cohorts).reduce((sum, { calls }) => sum + calls, 0);
}

function toErrors(rows: readonly FunctionRow[]): number {
  return rows
    .flatMap(({ cohorts }) => cohorts)
    .flatMap(({ errors }) => errors)
    .reduce((sum, { count }) => sum + count, 0);
}

export function describeFunctions(store: () => Store): void {
  const tell = async (...told: readonly FunctionTold[]): Promise<void> => {
    await store().ingest(createBatch({ metrics: told.flatMap(createFunctionPoints) }));
  };
  const ask = async (query: Parameters<Store['functions']>[0] = {}): Promise<readonly FunctionRow[]> =>
    store().functions(query);

  describe('functions', () => {
    it('a running total counts by what it grew, over processes and restarts of them', async () => {
      await tell(
        { at: 10_000, calls: 3 },
        { at: 20_000, calls: 8 },
        { at: 20_000, calls: 100, process: 'p2' },
        // The first process was started again under the same name: it counts from nothing.
        { at: 90_000, start: 80_000, calls: 2 },
      );
      const rows = await ask();
      expect(rows).toMatchObject([
        { service: 'checkout', version: '1.4.2', ring: 'canary', name: 'applyCoupon', changed: true, processes: 2 },
      ]);
      expect(toCalls(rows)).toBe(110);
    });

    it('a process that learns more of its host while it runs is one process, and counts once', async () => {
      await tell(
        { at: 10_000, calls: 3, buckets: [[1, 3]], loaded: true },
        { at: 20_000, calls: 8, buckets: [[1, 8]], loaded: true, resource: { 'host.id': 'h-1' } },
      );
      const rows = await ask();
      expect(rows).toMatchObject([{ processes: 1, loaded: 1, cohorts: [{ durations: { buckets: [[1, 8]] } }] }]);
      expect(toCalls(rows)).toBe(8);
      expect(await store().functionReleases()).toMatchObject([{ processes: 1 }]);
      await store().maintain({ now: startOfTime + 100 * minute });
      expect(toCalls(await ask())).toBe(8);
    });

    it('a total that does not say when it began has been reset where it falls', async () => {
      const start = -startOfTime;
      await tell({ start, at: 10_000, calls: 5 }, { start, at: 20_000, calls: 2 }, { start, at: 30_000, calls: 6 });
      expect(toCalls(await ask())).toBe(11);
    });

    it('parts of a total add up, and one that comes twice counts once', async () => {
      const part = { temporality: 'delta' } as const;
      await tell({ ...part, at: 10_000, calls: 3 }, { ...part, start: 10_000, at: 20_000, calls: 4 });
      await tell({ ...part, start: 10_000, at: 20_000, calls: 4 });
      expect(toCalls(await ask())).toBe(7);
    });

    it('points in any order, and any of them twice, give what the processes counted', async () => {
      const history = fc.array(
        fc.record({
          process: fc.constantFrom('p1', 'p2'),
          temporality: fc.constantFrom('cumulative', 'delta'),
          steps: fc.array(fc.nat(50), { minLength: 1, maxLength: 8 }),
        }),
        { minLength: 1, maxLength: 3 },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async (lives, order) => {
          round += 1;
          const version = `p-${round}`;
          const points = lives.flatMap(({ process, temporality, steps }, life) =>
            steps.flatMap((step, index) => {
              const start = life * 1_000_000;
              const total = steps.slice(0, index + 1).reduce((sum, each) => sum + each, 0);
              const at = start + (index + 1) * 10_000;
              const delta = temporality === 'delta';
              return createFunctionPoints({
                version,
                process,
                temporality,
                at,
                start: delta ? at - 10_000 : start,
                calls: delta ? step : total,
              });
            }),
          );
          const keys = [...order.take(points.length)];
          const shuffled = points
            .map((point, index) => ({ point, key: keys[index] ?? 0 }))
            .toSorted((a, b) => (a.key % 1009) - (b.key % 1009))
            .flatMap(({ point, key }) => (key % 3 === 0 ? [point, point] : [point]));
          const half = Math.floor(shuffled.length / 2);
          for (const part of [shuffled.slice(0, half), shuffled.slice(half)])
            await store().ingest(createBatch({ metrics: part }));
          const expected = lives.flatMap(({ steps }) => steps).reduce((sum, step) => sum + step, 0);
          expect(toCalls(await ask({ version }))).toBe(expected);
          await store().maintain({ now: startOfTime + 100 * minute });
          expect(toCalls(await ask({ version }))).toBe(expected);
        }),
        { numRuns: 15, seed: 8 },
      );
    });

    it('calls, errors and durations are told apart by cohort', async () => {
      const on = { 'feature_flags.new-checkout': 'on', 'seatrial.cohort.audience': 'internal' };
      await tell(
        {
          at: 10_000,
          cohort: on,
          calls: 10,
          errors: [
            ['TypeError', 'thrown', 2],
            ['FetchError', 'passed', 1],
          ],
          buckets: [[-56, 10]],
        },
        { at: 10_000, calls: 90, errors: [], buckets: [[-64, 90]] },
        {
          at: 20_000,
          cohort: on,
          calls: 12,
          errors: [['TypeError', 'thrown', 2]],
          buckets: [
            [-56, 11],
            [-48, 1],
          ],
        },
      );
      const [row] = await ask();
      expect(row?.cohorts).toMatchObject([
        { cohort: '', calls: 90, errors: [], durations: { scale: 3, buckets: [[-64, 90]] } },
        {
          cohort: 'cohort.audience=internal,flag.new-checkout=on',
          calls: 12,
          errors: [
            { type: 'TypeError', origin: 'thrown', count: 2 },
            { type: 'FetchError', origin: 'passed', count: 1 },
          ],
          durations: {
            scale: 3,
            buckets: [
              [-56, 11],
              [-48, 1],
            ],
          },
        },
      ]);
    });

    it('durations of finer and coarser buckets are one histogram', async () => {
      await tell(
        { at: 10_000, calls: 4, scale: 5, buckets: [[-230, 4]] },
        { at: 10_000, process: 'p2', calls: 3, scale: 2, buckets: [[-29, 3]] },
      );
      expect((await ask())[0]?.cohorts[0]?.durations).toEqual({ scale: 2, zeroCount: 0, buckets: [[-29, 7]] });
    });

    it('a time range has the calls that lie in it, and nothing of a total that began before it', async () => {
      await tell(
        { at: 10_000, calls: 3, buckets: [[1, 3]] },
        { at: 2 * minute, calls: 5, buckets: [[1, 5]] },
        { at: 4 * minute, calls: 9, buckets: [[1, 9]] },
        { at: 3 * minute, process: 'long-running', calls: 1000, buckets: [[1, 1000]] },
        { at: 4 * minute, process: 'long-running', calls: 1001, buckets: [[1, 1001]] },
      );
      const rows = await ask({ from: startOfTime + minute, to: startOfTime + 5 * minute });
      expect(toCalls(rows)).toBe(7);
      expect(rows[0]?.cohorts[0]?.durations?.buckets).toEqual([[1, 7]]);
      expect(toCalls(await ask({ to: startOfTime + 3 * minute }))).toBe(5);
    });

    it('says what processes can tell: loaded, not loaded, not verifiable, and the stride', async () => {
      await tell(
        { at: 10_000, name: 'loaded', calls: 0, loaded: false },
        { at: 20_000, name: 'loaded', calls: 0, loaded: true, stride: 1 },
        { at: 20_000, name: 'loaded', process: 'p2', calls: 0, loaded: true, stride: 8 },
        { at: 20_000, name: 'asleep', calls: 0, loaded: false },
        { at: 20_000, name: 'other-build', unverifiable: 'the file differs from the plan' },
      );
      expect(await ask()).toMatchObject([
        { name: 'asleep', processes: 1, loaded: 0, loadedAt: '', cohorts: [] },
        { name: 'loaded', processes: 2, loaded: 2, stride: 8, loadedAt: '2026-11-24T10:00:20.000Z', cohorts: [] },
        { name: 'other-build', unverifiable: 1, reason: 'the file differs from the plan' },
      ]);
    });

    it('counts the requests that came to the release and ring between the first word of it being loaded and the last', async () => {
      const served = { version: '1.4.2', ring: 'canary' };
      await store().ingest(
        createBatch({
          spans: [
            createSpan({ ...served, at: 5_000 }),
            createSpan({ ...served, at: 15_000 }),
            createSpan({ ...served, at: 25_000 }),
            createSpan({ ...served, at: 55_000 }),
            createSpan({ ...served, ring: 'stable', at: 15_000 }),
            createSpan({ at: 15_000 }),
          ],
        }),
      );
      await tell({ at: 10_000, calls: 0, loaded: true }, { at: 40_000, calls: 0, loaded: true });
      expect(await ask()).toMatchObject([{ requestsSince: 2 }]);
    });

    it('knows when it was first called, and by which request', async () => {
      const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];
      await tell(
        { at: 10_000, calls: 0 },
        { at: 20_000, calls: 1, traceId: first },
        { at: 30_000, calls: 2, traceId: second, errors: [['TypeError', 'thrown', 1]] },
      );
      const [cohort] = (await ask())[0]?.cohorts ?? [];
      expect(cohort).toMatchObject({
        firstCall: '2026-11-24T10:00:20.000Z',
        lastCall: '2026-11-24T10:00:30.000Z',
        traceId: first,
        errorTraceId: second,
      });
    });

    it('releases that reported, newest first, and by parts of their version', async () => {
      await tell(
        { at: 0, version: '1.4.1-gaaaaaaa', ring: 'stable', calls: 1 },
        { start: 60_000, at: 61_000, version: '1.4.2-gbbbbbbb', calls: 2 },
        { start: 65_000, at: 70_000, version: '1.4.2-gbbbbbbb', ring: 'stable', process: 'p2', calls: 3 },
        { start: 70_000, at: 80_000, service: 'inventory', calls: 4 },
      );
      expect(await store().functionReleases({ service: 'checkout' })).toMatchObject([
        {
          version: '1.4.2-gbbbbbbb',
          rings: ['canary', 'stable'],
          processes: 2,
          firstSeen: '2026-11-24T10:01:00.000Z',
          lastSeen: '2026-11-24T10:01:10.000Z',
        },
        { version: '1.4.1-gaaaaaaa', rings: ['stable'] },
      ]);
      expect(await store().functionReleases()).toHaveLength(3);
      expect(toCalls(await ask({ service: 'checkout', version: '1.4.2' }))).toBe(5);
    });

    it('a release is as old as its first process, however few of its points are kept', async () => {
      const [older, newer] = [
        { version: '1.4.1', start: 0 },
        { version: '1.4.2', start: 5000 },
      ] as const;
      await tell(
        { ...older, at: 10_000, calls: 1 },
        { ...newer, at: 15_000, calls: 1 },
        { ...newer, at: 40_000, calls: 2 },
        { ...older, at: 50_000, calls: 2 },
      );
      await store().maintain({ now: startOfTime + 10 * minute });
      expect((await store().functionReleases()).map(({ version }) => version)).toEqual(['1.4.2', '1.4.1']);
    });

    it('when a file was loaded stays known, whatever else is thinned, and so do the requests since', async () => {
      await tell({ at: 10_000, calls: 0, loaded: true }, { at: 50_000, calls: 0, loaded: true });
      await tell({ at: 20 * minute, calls: 0, loaded: true });
      await store().ingest(createBatch({ spans: [createSpan({ version: '1.4.2', ring: 'canary', at: 20_000 })] }));
      const known = { loadedAt: new Date(startOfTime + 10_000).toISOString(), requestsSince: 1 };
      for (const hours of [0, 1, 30]) {
        await store().maintain({ now: startOfTime + hours * 60 * minute });
        expect(await ask()).toMatchObject([known]);
      }
    });

    it('requests that touched functions are counted by function and route', async () => {
      const touching = (...names: readonly string[]): { readonly 'seatrial.functions.touched': readonly string[] } => ({
        'seatrial.functions.touched': names,
      });
      const traceId = 'c'.repeat(32);
      await store().ingest(
        createBatch({
          spans: [
            createSpan({ attributes: touching('applyCoupon', 'refund'), statusCode: 'error' }),
            createSpan({ attributes: touching('applyCoupon') }),
            createSpan({ traceId, route: '/cart', attributes: touching('applyCoupon') }),
            createSpan({ traceId, route: '/cart', at: 5, attributes: touching('applyCoupon') }),
            createSpan({ attributes: { 'seatrial.functions.touched': '[no list' } }),
            createSpan(),
          ],
        }),
      );
      expect(await store().touched({ service: 'checkout' })).toMatchObject([
        { function: 'applyCoupon', route: '/orders', requests: 2, errors: 1 },
        { function: '[no list', route: '/orders', requests: 1, errors: 0 },
        { function: 'applyCoupon', route: '/cart', requests: 1 },
        { function: 'refund', route: '/orders', requests: 1, errors: 1 },
      ]);
      expect(await store().touched({ service: 'inventory' })).toEqual([]);
    });

    it('closed minutes and old days are thinned out, and every figure stays', async () => {
      const day = 1440 * minute;
      const points = Array.from({ length: 18 }, (_, index) => ({
        at: (index + 1) * 10_000,
        calls: (index + 1) * 2,
        errors: [['TypeError', 'thrown', index + 1]] as const,
        buckets: [
          [-8, index + 1],
          [0, index + 1],
        ] as const,
        loaded: true,
      }));
      await tell(...points);
      await tell(
        ...points.map((point, index) => ({
          ...point,
          process: 'p2',
          temporality: 'delta' as const,
          start: index * 10_000,
        })),
      );
      const before = await ask();
      const kept = (await store().stats()).metrics;
      for (const now of [startOfTime + 10 * minute, startOfTime + 9 * day, startOfTime + 80 * day]) {
        await store().maintain({ now });
        const after = await ask();
        expect(toCalls(after)).toBe(toCalls(before));
        expect(toErrors(after)).toBe(toErrors(before));
        expect(after[0]?.cohorts[0]?.durations).toEqual(before[0]?.cohorts[0]?.durations);
        expect((await store().stats()).metrics).toBeLessThan(kept / 3);
      }
      await store().maintain({ now: startOfTime + 100 * day });
      expect(await ask()).toEqual([]);
    });

    it('what stays the same for hours is kept as few points, and a range that begins in between counts nothing anew', async () => {
      const hours = Array.from({ length: 300 }, (_, index) => ({ at: (index + 1) * minute, loaded: true }));
      await tell(
        ...hours.flatMap((told, index) => [
          { ...told, calls: index < 100 ? 7 : 9, buckets: [[1, index < 100 ? 7 : 9]] as const },
          { ...told, name: 'idle', calls: 0, stride: 1 },
          {
            ...told,
            process: 'p2',
            temporality: 'delta' as const,
            start: told.at - minute,
            calls: index === 50 ? 1 : 0,
          },
        ]),
      );
      const range = { from: startOfTime + 30 * minute, to: startOfTime + 200 * minute };
      const [whole, part] = [await ask(), await ask(range)];
      await store().maintain({ now: startOfTime + 400 * minute });
      expect(await ask()).toEqual(whole);
      expect(await ask(range)).toEqual(part);
      expect(toCalls(part)).toBe(3);
      expect((await store().stats()).metrics).toBeLessThan(120);
    });

    it('a histogram from nowhere is bounded: buckets beyond all durations, and scales that say nothing', async () => {
      const [point] = createFunctionPoints({ at: 10_000, buckets: [[0, 1]] });
      if (point?.type !== 'exponential_histogram') throw new TypeError('no histogram');
      const far = (offset: number): MetricPoint => ({
        ...point,
        startNano: BigInt(offset + 2 ** 31),
        positive: { offset, counts: [2n] },
      });
      const coarse = { ...point, scale: -10, startNano: 7n };
      const calls = createFunctionPoints({ at: 10_000, calls: 5 });
      await store().ingest(createBatch({ metrics: [far(2 ** 30), far(-(2 ** 30)), coarse, ...calls] }));
      expect((await ask())[0]?.cohorts[0]?.durations).toEqual({
        scale: 3,
        zeroCount: 0,
        buckets: [
          [-240, 2],
          [160, 2],
        ],
      });
    });

    it('other metrics stay what they were, and odd points harm nothing', async () => {
      const [calls] = createFunctionPoints({ at: 0, calls: 1 }) as [MetricPoint];
      const withoutId = { ...calls, attributes: {} };
      const nothing = { ...calls, type: 'gauge', value: null, exemplars: [] } as MetricPoint;
      await store().ingest(createBatch({ metrics: [createSum('orders', 3), withoutId, nothing] }));
      expect(await store().stats()).toMatchObject({ metrics: 3 });
      expect(await ask()).toMatchObject([{ cohorts: [] }]);
    });
  });
}
