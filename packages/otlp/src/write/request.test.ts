import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spanKinds, statusCodes } from '@seatrial/model';
import type { AttributeValue, SpanRecord } from '@seatrial/model';
import { formatTraces, parseTraces } from '../index.ts';

const hex = (size: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: size, maxLength: size })
    .filter((bytes) => bytes.some((byte) => byte !== 0))
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const leaf: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
  fc.uint8Array({ maxLength: 20 }),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
}));
const attributes = fc.dictionary(
  fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
  value,
  { maxKeys: 6, noNullPrototype: true },
);
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const span: fc.Arbitrary<Omit<SpanRecord, 'resource' | 'scope'>> = fc.record({
  traceId: hex(16),
  spanId: hex(8),
  parentSpanId: fc.oneof(fc.constant(''), hex(8)),
  traceState: fc.constantFrom('', 'ot=th:8'),
  flags: count,
  name: fc.string(),
  kind: fc.constantFrom(...spanKinds),
  startNano: time,
  endNano: time,
  attributes,
  droppedAttributes: count,
  events: fc.array(fc.record({ timeNano: time, name: fc.string(), attributes, droppedAttributes: count }), {
    maxLength: 2,
  }),
  droppedEvents: count,
  links: fc.array(
    fc.record({
      traceId: hex(16),
      spanId: hex(8),
      traceState: fc.string({ maxLength: 5 }),
      attributes,
      droppedAttributes: count,
      flags: count,
    }),
    { maxLength: 2 },
  ),
  droppedLinks: count,
  statusCode: fc.constantFrom(...statusCodes),
  statusMessage: fc.string(),
});

it.each(['protobuf', 'json'] as const)('what is written as %s is read as it was', (encoding) => {
  const owner = fc.record({ attributes, schemaUrl: fc.string({ maxLength: 10 }) });
  const scope = fc.record({
    name: fc.string(),
    version: fc.string(),
    attributes,
    schemaUrl: fc.string({ maxLength: 10 }),
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(owner, scope, fc.array(span, { minLength: 1, maxLength: 3 })), { maxLength: 3 }),
      (groups) => {
        const spans = groups.flatMap(([resource, by, list]) => list.map((each) => ({ ...each, resource, scope: by })));
        const { records, rejected } = parseTraces(formatTraces(spans, encoding), encoding);
        expect(rejected).toBe(0);
        expect(JSON.stringify(toPlain(records))).toEqual(JSON.stringify(toPlain(spans)));
      },
    ),
  );
});

/** Kinds kept apart, keys in one order. */
function toPlain(from: unknown): unknown {
  if (typeof from === 'bigint') return { bigint: String(from) };
  if (typeof from === 'number') return { number: Object.is(from, -0) ? '-0' : String(from) };
  if (from instanceof Uint8Array) return { bytes: Buffer.from(from).toString('hex') };
  if (Array.isArray(from)) return from.map(toPlain);
  if (typeof from !== 'object' || from === null) return from;
  return Object.entries(from)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [key, toPlain(entry)]);
}
