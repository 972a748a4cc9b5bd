import { describe, expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import type { ExportRequest } from '../request.ts';
import type { Store } from '../store.ts';
import { createBatch, createLog, createSpan, createSum } from './telemetry.ts';

export function describeIngest(store: () => Store): void {
  describe('ingest', () => {
    it('keeps a span whole, with the kinds of its values', async () => {
      const attributes = {
        text: 'grüße 🚢',
        whole: 42,
        half: 0.5,
        yes: true,
        nothing: null,
        large: 9_223_372_036_854_775_807n,
        bytes: new Uint8Array([1, 2, 255]),
        list: ['a', 1, null],
        map: { inner: { deep: [true] } },
        'quote"and\\slash': 'x',
      };
      const span = createSpan({
        attributes,
        parentSpanId: '00000000000000aa',
        traceState: 'ot=th:8',
        kind: 'client',
        statusCode: 'error',
        statusMessage: 'card refused',
        ms: 12.345_678,
        events: [
          { timeNano: 1_764_000_000_123_456_789n, name: 'paid', attributes: { amount: 12 }, droppedAttributes: 0 },
        ],
        links: [
          {
            traceId: '1'.repeat(32),
            spanId: '2'.repeat(16),
            traceState: '',
            attributes: { why: 'retry' },
            droppedAttributes: 0,
            flags: 0,
          },
        ],
        droppedAttributes: 3,
      });
      expect(await store().ingest(createBatch({ spans: [span] }))).toEqual({ spans: 1, logs: 0, metrics: 0 });
      const [row] = await store().spans();
      expect(row).toMatchObject({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: '00000000000000aa',
        name: span.name,
        kind: 'client',
        route: '/orders',
        service: 'checkout',
        version: '1.4.1',
        ring: 'stable',
        start: '2026-11-24T10:00:00.000Z',
        durationMs: 12.345_678,
        status: 'error',
        statusMessage: 'card refused',
        error: true,
        entry: false,
        traceState: 'ot=th:8',
        resource: { 'service.name': 'checkout', 'service.version': '1.4.1', 'seatrial.ring': 'stable' },
        scope: { name: 'contract', version: '1' },
        events: [{ time: '2025-11-24T16:00:00.123Z', name: 'paid', attributes: { amount: 12 } }],
        links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { why: 'retry' } }],
        dropped: { attributes: 3, events: 0, links: 0 },
      });
      expect(row?.attributes).toEqual({
        ...attributes,
        large: '9223372036854775807',
        bytes: 'AQL/',
        'http.route': '/orders',
      });
    });

    it('takes odd but legal telemetry: no attributes, no service, an end before the start, times at the edge, hostile keys', async () => {
      const spans = [
        createSpan({
          resource: { 'service.name': null, 'service.version': '' },
          attributes: JSON.parse('{"__proto__":"x","constructor":"y","":"z"}') as Record<string, string>,
        }),
        { ...createSpan(), startNano: 5n, endNano: 3n },
        { ...createSpan(), startNano: 0n, endNano: 0n },
        { ...createSpan(), startNano: 2n ** 64n - 1n, endNano: 2n ** 64n - 1n, name: '\u0000\uFFFF' },
      ];
      await store().ingest(createBatch({ spans }));
      const rows = await store().spans();
      expect(rows).toHaveLength(4);
      const odd = rows.find((row) => row.service === 'unknown_service');
      expect(Object.keys(odd?.attributes ?? {})).toEqual(expect.arrayContaining(['__proto__', 'constructor', '']));
    });

    it('an empty batch is no failure', async () => {
      expect(await store().ingest(createBatch({}))).toEqual({ spans: 0, logs: 0, metrics: 0 });
      expect(await store().spans()).toEqual([]);
    });

    it('many batches at once are all there, each answered', async () => {
      const batches = Array.from({ length: 40 }, (_, index) =>
        createBatch({ spans: Array.from({ length: 60 }, () => createSpan({ at: index })) }),
      );
      const results = await Promise.all(batches.map((batch) => store().ingest(batch)));
      expect(results.every((result) => result.spans === 60)).toBe(true);
      expect(await store().stats()).toMatchObject({ spans: 2400 });
    });

    it('the next batch may follow the answer to the last one at once', async () => {
      const send = async (): Promise<void> => {
        for (let round = 0; round < 20; round += 1) await store().ingest(createBatch({ spans: [createSpan()] }));
      };
      await Promise.all([send(), send(), send(), send()]);
      for (let round = 0; round < 20; round += 1)
        await Promise.all([0, 1, 2, 3].map(() => store().ingest(createBatch({ spans: [createSpan()] }))));
      expect(await store().stats()).toMatchObject({ spans: 160 });
    });

    it('logs and metrics are counted, and a trace has its logs', async () => {
      const span = createSpan();
      const logs = [
        createLog({
          traceId: span.traceId,
          spanId: span.spanId,
          severityText: 'ERROR',
          severityNumber: 17,
          body: { a: [1] },
          attributes: { n: 1 },
        }),
        createLog(),
      ];
      await store().ingest(createBatch({ spans: [span], logs, metrics: [createSum('orders', 3)] }));
      expect(await store().stats()).toMatchObject({ spans: 1, logs: 2, metrics: 1 });
      expect(await store().traceLogs(span.traceId)).toMatchObject([
        {
          severity: 'ERROR',
          severityNumber: 17,
          body: { a: [1] },
          attributes: { n: 1 },
          spanId: span.spanId,
          service: 'checkout',
          version: '1.4.1',
        },
      ]);
    });

    it('takes export requests as they come, in either encoding, and says what it left out', async () => {
      const spans = [createSpan(), createSpan({ version: '1.4.2', ring: 'canary' })];
      const first = await store().ingestRequest({
        signal: 'traces',
        encoding: 'protobuf',
        bytes: formatTraces([...spans, createSpan({ traceId: '0'.repeat(32) })], 'protobuf'),
      });
      expect(first).toMatchObject({ stored: { spans: 2, logs: 0, metrics: 0 }, rejected: 1 });
      expect(first.reason).toContain('trace id');
      expect(first.firstSeen).toEqual([
        { service: 'checkout', version: '1.4.1', ring: 'stable' },
        { service: 'checkout', version: '1.4.2', ring: 'canary' },
      ]);
      const json = { signal: 'traces', encoding: 'json', bytes: formatTraces([createSpan()], 'json') } as const;
      expect(await store().ingestRequest(json)).toEqual({
        stored: { spans: 1, logs: 0, metrics: 0 },
        rejected: 0,
        reason: '',
        firstSeen: [],
      });
      expect(await store().spans()).toHaveLength(3);
      const named = formatTraces([createSpan({ attributes: { 'never.before': 'x' } })], 'protobuf');
      await store().ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes: named });
      const where = [{ subject: { kind: 'attribute', name: 'never.before' }, operator: '=', values: ['x'] }] as const;
      expect(await store().spans({ where })).toHaveLength(1);
      await expect(
        store().ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes: Buffer.from('no request') }),
      ).rejects.toMatchObject({ code: 'SEATRIAL_BAD_OTLP' });
    });

    it('a request that is sent again is counted once, whatever it holds', async () => {
      const toRequest = (body: string): ExportRequest => ({
        signal: 'logs',
        encoding: 'json',
        bytes: Buffer.from(
          JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: body } }] }] }] }),
        ),
      });
      const results = await Promise.all(['a', 'a', 'b'].map((body) => store().ingestRequest(toRequest(body))));
      expect(results.map(({ stored }) => stored.logs)).toEqual([1, 1, 1]);
      await store().ingestRequest(toRequest('a'));
      const bytes = formatTraces([createSpan()], 'protobuf');
      for (let round = 0; round < 2; round += 1)
        await store().ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes: new Uint8Array(bytes) });
      expect(await store().stats()).toMatchObject({ spans: 1, logs: 2 });
    });

    it('after close every call says so', async () => {
      await store().close();
      await store().close();
      await expect(store().ingest(createBatch({}))).rejects.toMatchObject({
        code: 'SEATRIAL_STORE_UNUSABLE',
        message: 'The store is closed.',
      });
      await expect(store().spans()).rejects.toMatchObject({ message: 'The store is closed.' });
    });
  });
}
