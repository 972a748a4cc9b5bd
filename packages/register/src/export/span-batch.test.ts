import { TraceState } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSpanBatch } from './span-batch.ts';

const toHex = (length: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...Array.from({ length: 16 }, (_each, digit) => digit.toString(16))),
    minLength: length,
    maxLength: length,
  });
const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 80 }));
const time = fc.tuple(fc.integer({ min: 0, max: 2 ** 34 }), fc.integer({ min: 0, max: 999_999_999 }));
const count = fc.oneof(fc.nat(3), fc.nat(2 ** 31));
const number = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(2 ** 63, -(2 ** 63), -1));
const value = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(text, number, fc.boolean()) },
  fc.oneof(fc.array(text), fc.array(number), fc.array(fc.option(fc.boolean()))),
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom(null, undefined, {}),
  fc.dictionary(text, fc.oneof(text, number, fc.array(text))),
);
const attributes = fc.dictionary(text, value, { maxKeys: 12 });
const context = fc
  .record({
    traceId: toHex(32),
    spanId: toHex(16),
    traceFlags: fc.nat(255),
    state: fc.option(fc.constant('ot=th:8,a=1')),
  })
  .chain(({ state, ...ids }) =>
    fc.record({ isRemote: fc.option(fc.boolean(), { nil: undefined }) }).map((remote) => ({
      ...ids,
      ...remote,
      ...(state === null ? {} : { traceState: new TraceState(state) }),
    })),
  );
const scopes = [
  { name: '' },
  { name: 'http', version: '1.2.3' },
  { name: 'ünïcode', version: '', schemaUrl: 'https://opentelemetry.io/schemas/1.40.0' },
];
const resources: readonly Resource[] = [
  resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 7, 'process.command_args': ['a', 'b'] }),
  resourceFromAttributes({}, { schemaUrl: 'https://opentelemetry.io/schemas/1.40.0' }),
];
const span = fc
  .record({
    own: context,
    parentSpanContext: fc.option(context, { nil: undefined }),
    name: text,
    kind: fc.nat(4),
    startTime: time,
    endTime: time,
    status: fc.record({ code: fc.nat(2), message: fc.option(text, { nil: undefined }) }),
    attributes,
    events: fc.array(fc.record({ time, name: text, attributes, droppedAttributesCount: count }), { maxLength: 3 }),
    links: fc.array(fc.record({ context, attributes, droppedAttributesCount: count }), { maxLength: 3 }),
    droppedAttributesCount: count,
    droppedEventsCount: count,
    droppedLinksCount: count,
    resource: fc.constantFrom(...resources),
    instrumentationScope: fc.constantFrom(...scopes),
  })
  .map(({ own, ...rest }) => ({ ...rest, spanContext: () => own }) as unknown as ReadableSpan);

it("has the bytes of OpenTelemetry's serializer, of whatever spans, batch after batch", () => {
  const batch = createSpanBatch('http/protobuf');
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
      for (const each of spans) batch.add(each);
      expect(batch.items).toBe(spans.length);
      const { bytes, items } = batch.finish();
      expect(items).toBe(spans.length);
      expect(Buffer.from(bytes)).toEqual(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []));
    }),
    { seed: 7, numRuns: 300 },
  );
});

it('has the bytes of long ones as well', () => {
  const [long] = fc.sample(span, { seed: 1, numRuns: 1 });
  const spans = Array.from({ length: 600 }, (_each, index) => ({
    ...long,
    attributes: { text: 'ü'.repeat(index * 7), plain: 'a'.repeat(index * 11) },
  })) as unknown as readonly ReadableSpan[];
  const batch = createSpanBatch('grpc');
  for (const each of spans) batch.add(each);
  const expected = ProtobufTraceSerializer.serializeRequest([...spans]) ?? [];
  expect(Buffer.compare(Buffer.from(batch.finish().bytes), Buffer.from(expected))).toBe(0);
});
