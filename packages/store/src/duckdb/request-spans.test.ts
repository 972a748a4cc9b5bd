import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AttributeValue, ResourceRecord, SpanRecord } from '@seatrial/model';
import { formatTraces, parseTraces } from '@seatrial/otlp';
import { createBatch, createSpan } from '../contract/index.ts';
import { AttributeNames, Touched } from './attribute-names.ts';
import { BufferPool } from './columnar/buffer-pool.ts';
import { createDuckDbStore } from './index.ts';
import { toSharedColumns } from './release-columns.ts';
import { RequestSpanEncoder } from './request-spans.ts';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', 'twelve chars', 'thirteen char', 'grüße 🚢', 'x'.repeat(5000)),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.integer(),
  fc.double({ noNaN: false }),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.uint8Array({ maxLength: 9 }),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 4 }), fc.integer(), { maxKeys: 2 }),
);
const names = [
  'http.route',
  'http.response.status_code',
  'seatrial.shadow',
  'seatrial.unfinished',
  'seatrial.ring',
  'service.version',
  'rpc.service',
  'rpc.method',
  'messaging.destination.name',
  'seatrial.cohort.plan',
  'seatrial.cohort.audience',
  'feature_flags.new',
  'logfire.span_type',
  'user.id',
  'grüße',
  '__proto__',
];
const attributes = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 8 })), value, {
  maxKeys: 12,
});
const time = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 1_764_000_000_000_000_000n, max: 1_764_000_100_000_000_000n }),
);
const resource: fc.Arbitrary<ResourceRecord> = fc.record({
  attributes: fc.dictionary(fc.constantFrom('service.name', 'service.version', 'seatrial.ring', 'host.name'), text),
  schemaUrl: fc.constant(''),
});
const span: fc.Arbitrary<SpanRecord> = fc
  .record({
    attributes,
    resource,
    startNano: time,
    endNano: time,
    name: text,
    kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
    parentSpanId: fc.constantFrom('', '00000000000000aa', 'ffffffffffffffff'),
    traceState: fc.constantFrom('', 'ot=th:8', 'a=b,ot=th:c;rv:1'),
    statusCode: fc.constantFrom('unset', 'ok', 'error'),
    statusMessage: text,
    droppedAttributes: fc.nat(9),
    droppedEvents: fc.nat(9),
    droppedLinks: fc.nat(9),
    events: fc.array(fc.record({ timeNano: time, name: text, attributes, droppedAttributes: fc.constant(0) }), {
      maxLength: 2,
    }),
  } as const)
  .map(({ resource: from, attributes: own, ...rest }) => ({
    ...createSpan(rest),
    startNano: rest.startNano,
    endNano: rest.endNano,
    resource: from,
    attributes: own,
  }));

it('a request that is read from its bytes is stored as its records would be', { timeout: 60_000 }, async () => {
  const [fast, plain] = await Promise.all([0, 1].map(() => createDuckDbStore({ path: ':memory:' })));
  if (fast === undefined || plain === undefined) return;
  const property = fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 30 }), async (spans) => {
    const bytes = formatTraces(spans, 'protobuf');
    const { records } = parseTraces(bytes, 'protobuf');
    await plain.ingest(createBatch({ spans: records }));
    await fast.ingestRequest({ signal: 'traces', encoding: 'protobuf', bytes });
    const traceIds = new Set(spans.map(({ traceId }) => traceId));
    for (const traceId of traceIds) {
      const [ours, theirs] = await Promise.all([fast, plain].map((store) => store.trace(traceId)));
      expect(ours?.map((row) => ({ ...row, cursor: 0 }))).toEqual(theirs?.map((row) => ({ ...row, cursor: 0 })));
    }
  });
  await fc.assert(property, { numRuns: 40, seed: 20_261_124 });
  expect(await fast.attributeNames()).toEqual(await plain.attributeNames());
  expect(await fast.releases()).toEqual(await plain.releases());
  await Promise.all([fast.close(), plain.close()]);
});

it('takes requests as they are written by itself, and leaves what it does not understand to the records', () => {
  const encoder = new RequestSpanEncoder(new AttributeNames(), new BufferPool());
  const encode = (bytes: Uint8Array): ReturnType<typeof encoder.encode> =>
    encoder.encode(bytes, (from) => toSharedColumns(from, 1), new Touched());
  const spans = Array.from({ length: 5000 }, (_, index) => createSpan({ attributes: { index, text: 'grüße 🚢' } }));
  const usual = encode(formatTraces(spans, 'protobuf'));
  expect(usual?.spans).toBe(5000);
  expect(usual?.chunks.map(({ chunk }) => chunk.rows)).toEqual([2048, 2048, 904]);
  expect(usual?.releases.slice(0, 1)).toEqual([{ service: 'checkout', version: '1.4.1', ring: 'stable' }]);

  const twice = formatTraces([createSpan({ attributes: { 'some.key': 'a', 'same.key': 'b' } })], 'protobuf');
  const bytes = Buffer.from(twice);
  bytes.write('some.key', bytes.indexOf('same.key'));
  expect(encode(bytes)).toBeUndefined();
  const broken = Buffer.from(formatTraces([createSpan({ attributes: { a: 'some text of bytes' } })], 'protobuf'));
  broken.writeUInt8(0xff, broken.indexOf('some text'));
  expect(encode(broken)).toBeUndefined();
  expect(encode(Buffer.from('this is no request'))).toBeUndefined();
  expect(encode(formatTraces([createSpan({ traceId: '0'.repeat(32) })], 'protobuf'))).toBeUndefined();
});
