import { describe, expect, it } from 'vitest';
import { latencyEdgesNano, parseSelector, toBucket } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import type { Store } from '../store.ts';
import { createBatch, createSpan, startOfTime } from './telemetry.ts';
import type { SpanInput } from './telemetry.ts';

export function describeListings(store: () => Store): void {
  describe('releases', () => {
    it('are one row for each release, deployment and ring, with requests, errors, quantiles and share', async () => {
      const stable = Array.from({ length: 30 }, (_, index) => createSpan({ at: index, ms: index + 1 }));
      const canary = Array.from({ length: 10 }, (_, index) =>
        createSpan({
          version: '1.4.2',
          ring: 'canary',
          at: 100 + index,
          ms: 100,
          statusCode: index < 5 ? 'error' : 'unset',
        }),
      );
      const inner = createSpan({ kind: 'internal', parentSpanId: '00000000000000aa' });
      const staging = createSpan({ resource: { 'deployment.environment.name': 'staging' } });
      await store().ingest(createBatch({ spans: [...stable, ...canary, inner, staging] }));
      const rows = await store().releases();
      expect(rows).toHaveLength(3);
      expect(rows[0]).toEqual({
        service: 'checkout',
        version: '1.4.2',
        buildId: '',
        deploymentId: '',
        ring: 'canary',
        commit: '',
        environment: '',
        firstSeen: new Date(startOfTime + 100).toISOString(),
        lastSeen: new Date(startOfTime + 109).toISOString(),
        spans: 10,
        requests: 10,
        errors: 5,
        errorRate: 0.5,
        p50Ms: 100,
        p95Ms: 100,
        p99Ms: 100,
        trafficShare: 0.25,
      });
      expect(rows[1]).toMatchObject({
        version: '1.4.1',
        ring: 'stable',
        spans: 31,
        requests: 30,
        errorRate: 0,
        p50Ms: 15,
        trafficShare: 0.75,
      });
      expect(rows[2]).toMatchObject({ environment: 'staging', requests: 1, trafficShare: 1 });
    });

    it('count a retry once, by its first attempt, and mirrored or unfinished requests in no rate', async () => {
      const first = createSpan({ at: 0, statusCode: 'error' });
      const retry = createSpan({ traceId: first.traceId, at: 5, attributes: { attempt: 2 } });
      const mirrored = createSpan({ traceId: first.traceId, at: -5, attributes: { 'seatrial.shadow': true } });
      const unfinished = createSpan({ attributes: { 'seatrial.unfinished': 'SIGTERM' } });
      await store().ingest(createBatch({ spans: [retry, first, mirrored, unfinished] }));
      expect(await store().releases()).toMatchObject([{ spans: 4, requests: 1, errors: 1, errorRate: 1 }]);
      expect(await store().releases({ where: parseSelector('attempt=2') })).toMatchObject([
        { spans: 1, requests: 0, errorRate: null, p50Ms: null, trafficShare: null },
      ]);
    });

    it('take a time range, half open', async () => {
      await store().ingest(
        createBatch({ spans: [createSpan({ at: 0 }), createSpan({ at: 1000 }), createSpan({ at: 2000 })] }),
      );
      expect(await store().releases({ from: startOfTime + 1000, to: startOfTime + 2000 })).toMatchObject([
        { spans: 1 },
      ]);
      expect(await store().releases({ from: startOfTime + 3000 })).toEqual([]);
      expect(await store().releases({ from: Date.UTC(-5000), to: Date.UTC(9999) })).toMatchObject([{ spans: 3 }]);
    });

    it('take what a span says where its resource is silent', async () => {
      const span = createSpan({
        resource: { 'service.version': null, 'seatrial.ring': null },
        attributes: { 'service.version': '9', 'seatrial.ring': 'internal', 'app.build_id': 'b', 'deployment.id': 'd' },
      });
      await store().ingest(createBatch({ spans: [span] }));
      expect(await store().releases()).toMatchObject([
        { version: '9', ring: 'internal', buildId: 'b', deploymentId: 'd' },
      ]);
    });
  });

  it('operations are spans by service, name, kind and route', async () => {
    await store().ingest(
      createBatch({
        spans: [
          createSpan({ ms: 10 }),
          createSpan({ ms: 30, statusCode: 'error' }),
          createSpan({ route: '/cart' }),
          createSpan({
            name: 'SELECT',
            kind: 'client',
            parentSpanId: '00000000000000aa',
            attributes: { 'http.route': null },
          }),
        ],
      }),
    );
    expect(await store().operations()).toMatchObject([
      {
        service: 'checkout',
        operation: 'GET /orders',
        kind: 'server',
        route: '/orders',
        spans: 2,
        errors: 1,
        errorRate: 0.5,
        p50Ms: 10,
        p99Ms: 30,
      },
      { operation: 'GET /cart', spans: 1 },
      { operation: 'SELECT', kind: 'client', route: 'SELECT' },
    ]);
    expect(await store().operations({ limit: 1, where: parseSelector('kind=client') })).toHaveLength(1);
  });

  describe('sampled traces', () => {
    const quarter = (input: SpanInput): SpanRecord => createSpan({ ...input, traceState: 'ot=th:c' });

    it('count as many as they stand for, by the threshold in their trace state', async () => {
      await store().ingest(
        createBatch({ spans: [quarter({ ms: 10 }), quarter({ ms: 10 }), quarter({ ms: 30, statusCode: 'error' })] }),
      );
      expect(await store().releases()).toMatchObject([
        { spans: 3, requests: 12, errors: 4, errorRate: 1 / 3, p50Ms: 10, p99Ms: 30, trafficShare: 1 },
      ]);
      expect(await store().operations()).toMatchObject([{ spans: 12, errors: 4, p50Ms: 10 }]);
      expect(await store().histogram({ by: 'release' })).toMatchObject([{ requests: 3, errors: 1, weight: 12 }]);
    });

    it('beside others of another weight have no quantiles, which would be of neither', async () => {
      await store().ingest(createBatch({ spans: [quarter({ ms: 10 }), createSpan({ ms: 30 })] }));
      expect(await store().releases()).toMatchObject([{ requests: 5, errorRate: 0, p50Ms: null, p99Ms: null }]);
    });
  });

  describe('spans', () => {
    it('come newest first, slowest first, or after a cursor in the order of arrival', async () => {
      await store().ingest(createBatch({ spans: [createSpan({ at: 20, ms: 1 }), createSpan({ at: 10, ms: 3 })] }));
      const before = await store().spans();
      expect(before.map((span) => span.durationMs)).toEqual([1, 3]);
      expect((await store().spans({ order: 'slowest' })).map((span) => span.durationMs)).toEqual([3, 1]);
      expect((await store().spans({ order: 'oldest' })).map((span) => span.durationMs)).toEqual([3, 1]);
      expect(await store().spans({ order: 'random' })).toHaveLength(2);
      const cursor = Math.max(...before.map((span) => span.cursor));
      await store().ingest(createBatch({ spans: [createSpan({ at: 5, ms: 7 }), createSpan({ at: 1, ms: 8 })] }));
      expect((await store().spans({ after: cursor })).map((span) => span.durationMs)).toEqual([7, 8]);
      expect(await store().spans({ limit: 3 })).toHaveLength(3);
      expect(await store().spans({ limit: 0 })).toEqual([]);
    });
  });

  describe('a trace', () => {
    it('has its spans by start, from its id or the first digits of it', async () => {
      const traceId = 'abcdef01'.padEnd(32, '7');
      const spans = [createSpan({ traceId, at: 5 }), createSpan({ traceId, at: 1 }), createSpan()];
      await store().ingest(createBatch({ spans }));
      for (const id of [traceId, 'abcdef01', traceId.toUpperCase()])
        expect((await store().trace(id)).map((span) => span.start)).toEqual([
          new Date(startOfTime + 1).toISOString(),
          new Date(startOfTime + 5).toISOString(),
        ]);
      expect(await store().trace('f'.repeat(32))).toEqual([]);
    });

    it('is refused where the id is none or fits several', async () => {
      const [a, b] = ['abcdef01'.padEnd(32, '7'), 'abcdef01'.padEnd(32, '8')];
      await store().ingest(createBatch({ spans: [createSpan({ traceId: a }), createSpan({ traceId: b })] }));
      await expect(store().trace('abcdef01')).rejects.toMatchObject({
        code: 'SEATRIAL_BAD_ARGUMENT',
        message: expect.stringContaining(`${a}, ${b}`),
      });
      await expect(store().trace('not a trace')).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
      await expect(store().trace('abc')).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
    });
  });

  describe('histogram', () => {
    it('counts requests by arm, route, cohort, phase and time batch, in the published buckets', async () => {
      const young = { 'process.creation.time': new Date(startOfTime - 1000).toISOString() };
      const durations = [0.05, 0.1, 0.100_001, 1, 12, 150, 99_999, 200_000];
      const spans = [
        ...durations.map((ms) => createSpan({ ms })),
        createSpan({
          at: 60_000,
          version: '1.4.2',
          attributes: { 'seatrial.cohort.audience': 'internal' },
          statusCode: 'error',
        }),
        createSpan({ resource: young }),
        createSpan({ attributes: { 'seatrial.shadow': 'true' } }),
        createSpan({ attributes: { 'seatrial.unfinished': 'exit' } }),
        createSpan({ kind: 'client', parentSpanId: '00000000000000aa' }),
      ];
      await store().ingest(createBatch({ spans }));
      const rows = await store().histogram({ by: 'release', cohort: 'audience' });
      expect(rows.map((row) => [row.batch, row.arm, row.cohort, row.phase, row.requests, row.errors])).toEqual([
        ['2026-11-24T10:00:00.000Z', '1.4.1', '', 'shadow', 1, 0],
        ['2026-11-24T10:00:00.000Z', '1.4.1', '', 'steady', 8, 0],
        ['2026-11-24T10:00:00.000Z', '1.4.1', '', 'unfinished', 1, 0],
        ['2026-11-24T10:00:00.000Z', '1.4.1', '', 'warm', 1, 0],
        ['2026-11-24T10:01:00.000Z', '1.4.2', 'internal', 'steady', 1, 1],
      ]);
      const expected = Array.from({ length: latencyEdgesNano.length + 1 }, () => 0);
      for (const ms of durations)
        expected[toBucket(Math.round(ms * 1e6))] = (expected[toBucket(Math.round(ms * 1e6))] ?? 0) + 1;
      expect(rows[1]?.counts).toEqual(expected);
      expect(await store().histogram({ by: 'release', phase: 'warm', warmUpMs: 500 })).toEqual([]);
    });

    it('takes other edges, batches and arms', async () => {
      await store().ingest(
        createBatch({ spans: [createSpan({ ms: 1, at: 0 }), createSpan({ ms: 3, at: 2500, ring: 'canary' })] }),
      );
      const rows = await store().histogram({ by: 'ring', batchMs: 1000, edgesNano: [2_000_000] });
      expect(rows.map((row) => [row.arm, row.batch, row.counts])).toEqual([
        ['stable', '2026-11-24T10:00:00.000Z', [1, 0]],
        ['canary', '2026-11-24T10:00:02.000Z', [0, 1]],
      ]);
    });

    it.each([
      [{ edgesNano: [2, 1] }, 'edgesNano must rise'],
      [{ edgesNano: [0.5] }, 'edgesNano is 0.5'],
      [{ batchMs: 0 }, 'batchMs is 0'],
    ])('refuses %o', async (query, message) => {
      await expect(store().histogram({ by: 'ring', ...query })).rejects.toMatchObject({
        code: 'SEATRIAL_BAD_ARGUMENT',
        message: expect.stringContaining(message),
      });
    });
  });
}
