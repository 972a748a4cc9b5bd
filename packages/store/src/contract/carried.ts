import { describe, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { SpanRecord } from '@seatrial/model';
import type { Store } from '../store.ts';
import { createBatch, createSpan } from './telemetry.ts';
import type { SpanInput } from './telemetry.ts';

/** A request of three spans, of which the first has ended before the flag was evaluated. */
function createRequest(
  flag: string | undefined,
  input: SpanInput & { readonly ms: number; readonly at: number },
): readonly SpanRecord[] {
  const attributes = flag === undefined ? {} : { 'feature_flags.new-checkout': flag };
  const server = createSpan({ ...input, attributes: { ...attributes, 'seatrial.cohort.audience': 'internal' } });
  const inner = (name: string, more: SpanInput): SpanRecord =>
    createSpan({ ...input, kind: 'internal', name, traceId: server.traceId, parentSpanId: server.spanId, ...more });
  return [
    inner('authenticate', { at: input.at + 1, ms: 1 }),
    inner('pay', { at: input.at + 3, ms: 1, attributes }),
    server,
  ];
}

export function describeCarried(store: () => Store): void {
  describe('flags and cohorts', () => {
    const names = async (where: string): Promise<readonly string[]> =>
      (await store().spans({ where: parseSelector(where) })).map((span) => span.name).toSorted();

    it('a span that ended before the evaluation is found through its local root', async () => {
      const on = createRequest('on', { at: 0, ms: 20 });
      const off = createRequest('off', { at: 100, ms: 20 });
      const none = createRequest(undefined, { at: 200, ms: 20 });
      await store().ingest(createBatch({ spans: [...on, ...off, ...none] }));
      expect(await names('flag.new-checkout=on')).toEqual(['GET /orders', 'authenticate', 'pay']);
      expect(await names('flag.new-checkout,kind=internal')).toEqual(['authenticate', 'authenticate', 'pay', 'pay']);
      expect(await names('flag.new-checkout!=on,kind=internal')).toEqual([
        'authenticate',
        'authenticate',
        'pay',
        'pay',
      ]);
      expect(await names('cohort.audience=internal,name=pay')).toEqual(['pay', 'pay', 'pay']);
    });

    it('what a span says itself wins, and another process or a nested request does not count', async () => {
      const [authenticate, pay, server] = createRequest('mixed', { at: 0, ms: 20 }) as [
        SpanRecord,
        SpanRecord,
        SpanRecord,
      ];
      const exact = { ...pay, attributes: { 'feature_flags.new-checkout': 'on' } };
      const inside = { traceId: server.traceId, parentSpanId: server.spanId, at: 5, ms: 1 };
      const nested = createSpan({ ...inside, name: 'nested' });
      const elsewhere = createSpan({ ...inside, name: 'elsewhere', kind: 'internal', service: 'inventory' });
      await store().ingest(createBatch({ spans: [authenticate, exact, server, nested, elsewhere] }));
      expect(await names('flag.new-checkout=on')).toEqual(['pay']);
      expect(await names('flag.new-checkout=mixed')).toEqual(['GET /orders', 'authenticate']);
      expect(await names('flag.new-checkout!=mixed,name!=pay')).toEqual(['elsewhere', 'nested']);
    });

    it('releases are split by the values of a flag, a cohort or any attribute', async () => {
      const spans = [
        ...[0, 100, 200].flatMap((at) => createRequest('on', { at, ms: 20 })),
        ...createRequest('off', { at: 300, ms: 40, statusCode: 'error' }),
        createSpan({ at: 400 }),
      ];
      await store().ingest(createBatch({ spans }));
      const rows = await store().releases({ by: 'flag.new-checkout' });
      expect(rows.map(({ by, requests, errors, spans: count }) => ({ by, requests, errors, spans: count }))).toEqual(
        expect.arrayContaining([
          { by: 'on', requests: 3, errors: 0, spans: 9 },
          { by: 'off', requests: 1, errors: 1, spans: 3 },
          { by: '', requests: 1, errors: 0, spans: 1 },
        ]),
      );
      expect(rows).toHaveLength(3);
      expect(rows.find(({ by }) => by === 'on')?.trafficShare).toBeCloseTo(0.6);
      expect(
        await store().releases({ by: 'cohort.audience', where: parseSelector('flag.new-checkout=off') }),
      ).toMatchObject([{ by: 'internal', requests: 1 }]);
      expect((await store().releases({ by: 'http.route' })).map(({ by }) => by)).toEqual(['/orders']);
      expect((await store().releases())[0]).not.toHaveProperty('by');
    });
  });
}
