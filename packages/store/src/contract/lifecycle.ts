import { describe, expect, it } from 'vitest';
import { toFineBucket } from '@seatrial/model';
import type { Selector, SpanRecord } from '@seatrial/model';
import type { Retention } from '../retention.ts';
import type { Store } from '../store.ts';
import { createBatch, createLog, createSpan, createSum, startOfTime } from './telemetry.ts';
import type { SpanInput } from './telemetry.ts';

const minute = 60_000;
const now = Date.now();
/** The beginning of the present minute, as an offset for `createSpan`. */
const present = Math.floor(now / minute) * minute - startOfTime;

export function describeLifecycle(store: () => Store, reopen: (retention: Retention) => Promise<Store>): void {
  describe('a span that is delivered again', () => {
    it('is counted once: in one batch, in batches at once, and after the answer was lost', async () => {
      const spans = [createSpan(), createSpan(), createSpan()];
      await Promise.all([
        store().ingest(createBatch({ spans: [...spans, ...spans.slice(0, 1)] })),
        store().ingest(createBatch({ spans })),
      ]);
      expect(await store().ingest(createBatch({ spans: [...spans, createSpan()] }))).toMatchObject({ spans: 4 });
      expect(await store().spans()).toHaveLength(4);
      expect((await store().stats()).activity).toMatchObject({ duplicates: 7 });
    });

    it('is another one where an id is shared by a client and its server', async () => {
      const server = createSpan();
      await store().ingest(createBatch({ spans: [server] }));
      await store().ingest(createBatch({ spans: [{ ...server, kind: 'client' }] }));
      expect(await store().spans()).toHaveLength(2);
    });

    it('takes the place of its unfinished form, in whichever order they come', async () => {
      const open = (): SpanRecord => createSpan({ attributes: { 'seatrial.unfinished': 'SIGTERM' }, ms: 1 });
      const close = (span: SpanRecord): SpanRecord => ({
        ...span,
        attributes: { 'http.route': '/orders', done: true },
        endNano: span.startNano + 9_000_000n,
      });
      const [early, late, together] = [open(), open(), open()];
      await store().ingest(createBatch({ spans: [early, close(late)] }));
      await store().ingest(createBatch({ spans: [close(early), late, together, close(together)] }));
      const rows = await store().spans();
      expect(rows.map((row) => [row.durationMs, row.attributes['done']])).toEqual([
        [9, true],
        [9, true],
        [9, true],
      ]);
      expect(await store().releases()).toMatchObject([{ requests: 3 }]);
    });

    it('is known by its id when logfire announces it under another', async () => {
      const final = createSpan({ parentSpanId: '00000000000000aa', kind: 'internal' });
      const pending: SpanRecord = {
        ...final,
        spanId: 'abcdefabcdefabcd',
        parentSpanId: final.spanId,
        endNano: final.startNano,
        attributes: { 'logfire.span_type': 'pending_span', 'logfire.pending_parent_id': final.parentSpanId },
      };
      await store().ingest(createBatch({ spans: [pending] }));
      expect(await store().spans()).toMatchObject([
        { spanId: final.spanId, parentSpanId: '00000000000000aa', attributes: { 'seatrial.unfinished': 'pending' } },
      ]);
      await store().ingest(createBatch({ spans: [final] }));
      expect((await store().spans()).map((row) => [row.spanId, row.durationMs])).toEqual([[final.spanId, 10]]);
    });
  });

  describe('attributes that are seen often', () => {
    it('read, select and list the same before and after they get a place of their own', async () => {
      const names = ['often', 'Often', 'odd"name', 'service', '__proto__', 'a.b'];
      const spanOf = (index: number): SpanRecord =>
        createSpan({
          attributes: Object.fromEntries(names.map((name) => [name, name === 'a.b' ? index : `${name} ${index % 3}`])),
        });
      for (let round = 0; round < 3; round += 1)
        await store().ingest(
          createBatch({ spans: Array.from({ length: 300 }, (_, index) => spanOf(round * 300 + index)) }),
        );
      expect(await store().attributeValues('often')).toEqual(
        [0, 1, 2].map((index) => ({ value: `often ${index}`, spans: 300 })),
      );
      expect(await store().attributeValues('Often')).toHaveLength(3);
      expect(await store().attributeValues('.service')).toHaveLength(3);
      const rows = await store().spans({
        where: [{ subject: { kind: 'attribute', name: 'a.b' }, operator: '=', values: ['7', '800'] }],
      });
      expect(rows.map((row) => row.attributes['a.b'])).toEqual(expect.arrayContaining([7, 800]));
      for (const row of rows) expect(Object.keys(row.attributes)).toEqual(expect.arrayContaining(names));
    });
  });

  it('more names than any place holds read, select and list as few do', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `name.${index}`);
    const attributes = Object.fromEntries(names.map((name) => [name, name]));
    for (let round = 0; round < 2; round += 1)
      await store().ingest(createBatch({ spans: Array.from({ length: 300 }, () => createSpan({ attributes })) }));
    expect((await store().stats()).attributeColumns).toBeLessThanOrEqual(128);
    expect(await store().attributeNames()).toEqual(expect.arrayContaining(names));
    const [row] = await store().spans({ limit: 1 });
    expect(row?.attributes).toEqual({ 'http.route': '/orders', ...attributes });
    for (const name of ['name.0', 'name.199']) {
      expect(await store().attributeValues(name)).toEqual([{ value: name, spans: 600 }]);
      const where: Selector = [{ subject: { kind: 'attribute', name }, operator: '=', values: [name] }];
      expect(await store().spans({ where, limit: 1000 })).toHaveLength(600);
    }
  });

  it('an attribute that gets a place of its own while batches arrive at once is on all of their spans', async () => {
    const batch = (): SpanRecord[] =>
      Array.from({ length: 100 }, () => createSpan({ attributes: { sudden: 'yes', 'sudden.too': 1 } }));
    await Promise.all(Array.from({ length: 12 }, () => store().ingest(createBatch({ spans: batch() }))));
    expect(await store().attributeValues('sudden')).toEqual([{ value: 'yes', spans: 1200 }]);
    expect(await store().attributeValues('sudden.too')).toEqual([{ value: '1', spans: 1200 }]);
  });

  it('says what it took, what it refused and what waits', async () => {
    const sent = createBatch({
      spans: [createSpan(), createSpan()],
      logs: [createLog()],
      metrics: [createSum('orders', 3)],
    });
    await store().ingest(sent);
    await expect(store().ingest(createBatch({ spans: [createSpan({ traceId: 'no id' })] }))).rejects.toThrow(/no id/);
    expect((await store().stats()).activity).toMatchObject({
      stored: { spans: 2, logs: 1, metrics: 1 },
      refused: { busy: 0, failed: 1 },
      waiting: { records: 0, batches: 0 },
    });
  });

  describe('minutes', () => {
    it('are summed up once their watermark has passed, by release, ring, route, cohort and phase', async () => {
      const at = (input: SpanInput): SpanRecord => createSpan({ at: present, ...input });
      const first = at({ ms: 12, attributes: { 'seatrial.cohort.plan': 'pro', 'seatrial.cohort.audience': 'beta' } });
      const spans = [
        first,
        { ...at({ ms: 99 }), traceId: first.traceId, startNano: first.startNano + 1n },
        at({ ms: 150, statusCode: 'error' }),
        at({ ms: 3, traceState: 'ot=th:8' }),
        at({ ms: 3, attributes: { 'seatrial.shadow': true } }),
        at({ ms: 3, kind: 'client', parentSpanId: '00000000000000aa' }),
      ];
      await store().ingest(createBatch({ spans }));
      expect(await store().maintain({ now })).toMatchObject({ removed: { spans: 0 } });
      expect(await store().summaries()).toEqual([]);
      const { closedUntil } = await store().maintain({ now: now + 3 * minute });
      expect(closedUntil).toBe(new Date(startOfTime + present + minute).toISOString());
      const rows = await store().summaries();
      expect(rows.map((row) => [row.cohort, row.phase, row.requests, row.errors, row.attempts, row.weight])).toEqual([
        ['', 'shadow', 1, 0, 1, 1],
        ['', 'steady', 2, 1, 3, 3],
        ['audience=beta,plan=pro', 'steady', 1, 0, 1, 1],
      ]);
      expect(rows[1]?.buckets).toEqual([
        [toFineBucket(3e6), 1],
        [toFineBucket(150e6), 1],
      ]);
      expect(rows[0]).toMatchObject({
        minute: new Date(startOfTime + present).toISOString(),
        service: 'checkout',
        version: '1.4.1',
        ring: 'stable',
        route: '/orders',
      });
      expect(await store().summaries({ to: startOfTime + present })).toEqual([]);
    });

    it('take late spans and spans from the future into the open or present one, and say how many', async () => {
      const year = 365 * 24 * 60 * minute;
      await store().ingest(
        createBatch({ spans: [createSpan({ at: present - year }), createSpan({ at: present + year })] }),
      );
      expect((await store().stats()).activity).toMatchObject({ late: 1, future: 1 });
      expect(await store().maintain({ now })).toMatchObject({ removed: { spans: 0 } });
      expect(await store().spans()).toHaveLength(2);
      await store().maintain({ now: now + 5 * minute });
      expect((await store().summaries()).reduce((sum, row) => sum + row.requests, 0)).toBe(2);
      expect((await store().releases({ to: startOfTime + present - year + minute }))[0]).toMatchObject({ spans: 1 });
    });

    it('stay right where the clock jumps ahead and back', async () => {
      await store().ingest(createBatch({ spans: [createSpan({ at: present })] }));
      await store().maintain({ now: now + 60 * minute });
      await store().maintain({ now });
      await store().ingest(createBatch({ spans: [createSpan({ at: present })] }));
      await store().maintain({ now: now + 5 * minute });
      expect((await store().summaries()).reduce((sum, row) => sum + row.requests, 0)).toBe(2);
      expect((await store().stats()).activity).toMatchObject({ late: 0 });
    });

    it('of history are those of its own', async () => {
      const span = createSpan({ at: present - 30 * minute });
      await store().ingest(createBatch({ spans: [span] }), { historic: true });
      await store().maintain({ now });
      expect(await store().summaries()).toMatchObject([
        { minute: new Date(startOfTime + present - 30 * minute).toISOString() },
      ]);
    });
  });

  describe('retention', () => {
    const day = 24 * 60 * minute;

    it('removes what is too old and says what it was; summaries stay for longer', async () => {
      const logs = [createLog({ timeNano: BigInt(now) * 1_000_000n })];
      await store().ingest(createBatch({ spans: [createSpan({ at: present })], logs }));
      await store().maintain({ now: now + 6 * day });
      expect(await store().stats()).toMatchObject({ spans: 1, logs: 1, summaries: 1, retention: { days: 7 } });
      expect((await store().maintain({ now: now + 8 * day })).removed).toEqual({
        spans: 1,
        logs: 1,
        metrics: 0,
        summaries: 0,
      });
      expect(await store().stats()).toMatchObject({ spans: 0, logs: 0, summaries: 1 });
      expect((await store().maintain({ now: now + 91 * day })).removed).toMatchObject({ summaries: 1 });
      expect((await store().stats()).activity.removed).toEqual({ spans: 1, logs: 1, metrics: 0, summaries: 1 });
    });

    it('by rows removes what arrived first', async () => {
      const small = await reopen({ rows: 100 });
      const send = (count: number, name: string): Promise<unknown> =>
        small.ingest(createBatch({ spans: Array.from({ length: count }, () => createSpan({ name, at: present })) }));
      await send(80, 'first');
      await send(80, 'second');
      const { removed } = await small.maintain({ now });
      expect(removed.spans).toBeGreaterThanOrEqual(60);
      const left = await small.spans({ limit: 1000 });
      expect(left.length).toBeLessThanOrEqual(100);
      expect(left.filter((row) => row.name === 'second')).toHaveLength(80);
    });
  });
}
