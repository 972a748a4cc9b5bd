import { context, logs, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing } from './contract/tracing.ts';
import { findCurrent } from './current.ts';
import { Decisions } from './decision.ts';
import { recordFlag } from './record.ts';

let tracing: Tracing;

afterEach(() => {
  tracing.stop();
  logs.disable();
});

function setUpLogs(): InMemoryLogRecordExporter {
  const exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }));
  return exporter;
}

it('emits feature_flag.evaluation once for each distinct evaluation of a request, with its count, on the span that evaluated', () => {
  const exporter = setUpLogs();
  tracing = createTracing({ events: true });
  const { inSpan } = tracing;
  inSpan('GET', () => {
    inSpan('decide', () => {
      for (let turn = 0; turn < 3; turn += 1)
        recordFlag({
          key: 'checkout',
          variant: 'on',
          reason: 'TARGETING_MATCH',
          provider: 'flagd',
          version: 'v42',
          setId: 'shop',
          subject: 'alice',
        });
    });
    recordFlag({ key: 'checkout', value: { secret: 'value' } });
    recordFlag({ key: 'broken', value: true, reason: 'ERROR' });
  });
  const records = exporter.getFinishedLogRecords();
  expect(records.map(({ eventName, attributes }) => ({ eventName, attributes }))).toEqual([
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.provider.name': 'flagd',
        'feature_flag.result.reason': 'targeting_match',
        'feature_flag.set.id': 'shop',
        'feature_flag.version': 'v42',
        'seatrial.evaluations': 3,
      },
    },
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'checkout',
        'feature_flag.result.variant': expect.stringMatching(/^json:[0-9a-f]{8}$/),
        'seatrial.evaluations': 1,
      },
    },
    {
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'broken',
        'feature_flag.result.variant': 'error',
        'feature_flag.result.reason': 'error',
        'error.type': 'general',
        'seatrial.evaluations': 1,
      },
    },
  ]);
  expect(records[0]?.spanContext?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(records[0]?.spanContext?.spanId).not.toBe(records[1]?.spanContext?.spanId);
});

it('is silent unless asked', () => {
  const exporter = setUpLogs();
  tracing = createTracing();
  tracing.inSpan('GET', () => recordFlag({ key: 'checkout', variant: 'on' }));
  expect(exporter.getFinishedLogRecords()).toEqual([]);
});

/** What happens in two requests that are open at once, each a span with another one in it. */
const happening = fc.record({
  request: fc.nat({ max: 1 }),
  inner: fc.boolean(),
  isEnd: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  isAdapter: fc.boolean(),
  key: fc.constantFrom('checkout', 'theme'),
  value: fc.boolean(),
  reason: fc.constantFrom('SPLIT', 'STATIC', undefined),
  times: fc.integer({ min: 1, max: 3 }),
});
const decisions = new Decisions('shop');

it('whoever decides what, in whatever order: one event for each key and variant of a request, as the first was, with their number', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (all) => {
      const exporter = setUpLogs();
      tracing = createTracing({ events: true });
      const { tracer } = tracing;
      const start = (above: Context): Context => trace.setSpan(above, tracer.startSpan('span', {}, above));
      const open = (): { outer: Context; inner: Context; events: Map<string, Readonly<Record<string, unknown>>> } => {
        const outer = start(ROOT_CONTEXT);
        return { outer, inner: start(outer), events: new Map() };
      };
      const expected: unknown[] = [];
      const close = ({ outer, inner, events }: ReturnType<typeof open>): void => {
        trace.getSpan(inner)?.end();
        trace.getSpan(outer)?.end();
        expected.push(...events.values());
      };
      const requests = [open(), open()];
      for (const { request: index, inner, isEnd, isAdapter, key, value, reason, times } of all) {
        const request = requests[index] ?? open();
        const place = inner ? request.inner : request.outer;
        if (isEnd) {
          close(request);
          requests[index] = open();
          continue;
        }
        for (let turn = 0; turn < times; turn += 1) {
          context.with(place, () =>
            isAdapter
              ? findCurrent()?.recordDecision(decisions.find(key, value, undefined, reason), undefined, undefined)
              : recordFlag({ key, value, reason, provider: 'shop' }),
          );
          const id = `${key} ${value}`;
          const { spanId } = trace.getSpanContext(place) ?? {};
          const earlier = request.events.get(id) ?? {
            key,
            value: String(value),
            reason: reason?.toLowerCase(),
            spanId,
            count: 0,
          };
          request.events.set(id, { ...earlier, count: Number(earlier['count']) + 1 });
        }
      }
      for (const request of requests) close(request);
      tracing.stop();
      logs.disable();
      expect(
        exporter.getFinishedLogRecords().map(({ attributes, spanContext }) => ({
          key: attributes['feature_flag.key'],
          value: attributes['feature_flag.result.variant'],
          reason: attributes['feature_flag.result.reason'],
          spanId: spanContext?.spanId,
          count: attributes['seatrial.evaluations'],
        })),
      ).toEqual(expected);
    }),
    { seed: 20_261_129, numRuns: 200 },
  );
});

it('64 distinct evaluations of one request are events, however often each is told of', () => {
  const exporter = setUpLogs();
  tracing = createTracing({ events: true });
  tracing.inSpan('GET', () => {
    for (let turn = 0; turn < 2; turn += 1)
      for (let flag = 0; flag < 100; flag += 1) recordFlag({ key: `flag-${flag}`, variant: 'on' });
  });
  const counts = exporter.getFinishedLogRecords().map(({ attributes }) => attributes['seatrial.evaluations']);
  expect(counts).toEqual(Array.from({ length: 64 }, () => 2));
});
