import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesSelector, operators, toJson, toText } from '@seatrial/model';
import type { AttributeValue, Condition, Selector, SpanRecord } from '@seatrial/model';
import { formatTraces } from '@seatrial/otlp';
import type { Store } from '../store.ts';
import { createBatch, createSpan } from './telemetry.ts';

/** Integers by convention, and one that is none. */
const names = ['http.response.status_code', 'server.port', 'order.items'];

/** What senders put there all the same. */
const oddValues: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom<AttributeValue>('200', '0200', '2e2', '-0', '', 'n/a', 404.5, -1, 0, 200, 404, true, null, 200n),
  fc.constantFrom<AttributeValue>(Number.NaN, Infinity, 1e300, 2 ** 53 - 1, 1 - 2 ** 53, 2 ** 53, 2n ** 63n - 1n),
  fc.constantFrom<AttributeValue>([200], { code: 200 }, new Uint8Array([2, 0, 0])),
);
const texts = [
  '200',
  '404',
  '-1',
  '0',
  '-0',
  '2e2',
  '404.5',
  '9007199254740991',
  '9007199254740993',
  '1e999',
  'n/a',
  '',
];

const conditions: fc.Arbitrary<Condition> = fc
  .record({
    name: fc.constantFrom(...names),
    operator: fc.constantFrom(...operators),
    values: fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 }),
  })
  .map(({ name, operator, values }) => ({
    subject: { kind: 'attribute', name },
    operator,
    values: operator === 'exists' ? [] : operator === '<' || operator === '>' ? values.slice(0, 1) : values,
  }));

/** So many that a name is one seen often. */
function createUsual(): readonly SpanRecord[] {
  return Array.from({ length: 300 }, (_, index) =>
    createSpan({ attributes: { 'http.response.status_code': 200 + (index % 3), 'server.port': 80, 'order.items': 2 } }),
  );
}

/** An attribute as rows have it. */
function toRowValue(value: AttributeValue | undefined): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : toJson(value ?? null);
}

async function expectEqual(store: Store, spans: readonly SpanRecord[]): Promise<void> {
  const rows = await store.spans({ limit: spans.length + 1 });
  expect(rows).toHaveLength(spans.length);
  const byId = new Map(rows.map((row) => [row.traceId, row]));
  for (const { traceId, attributes } of spans)
    for (const name of names)
      expect([name, byId.get(traceId)?.attributes[name]]).toEqual([
        name,
        name in attributes ? toRowValue(attributes[name]) : undefined,
      ]);
  for (const selector of fc.sample(fc.array(conditions, { minLength: 1, maxLength: 2 }), { seed: 6, numRuns: 40 }))
    expect([selector, await findMatching(store, selector, spans.length)]).toEqual([
      selector,
      spans
        .filter((span) => matches(span, selector))
        .map(({ traceId }) => traceId)
        .toSorted(),
    ]);
  for (const name of names) {
    const values = await store.attributeValues(name, 100);
    const counted = new Map<string, number>();
    for (const { attributes } of spans)
      if (name in attributes) {
        const text = toText(attributes[name] ?? null);
        counted.set(text, (counted.get(text) ?? 0) + 1);
      }
    expect(new Map(values.map(({ value, spans: count }) => [value, count]))).toEqual(counted);
  }
}

async function findMatching(store: Store, where: Selector, limit: number): Promise<readonly string[]> {
  const rows = await store.spans({ where, limit });
  return rows.map(({ traceId }) => traceId).toSorted();
}

function matches({ attributes }: SpanRecord, selector: Selector): boolean {
  return matchesSelector(selector, ({ name }) => (name in attributes ? toText(attributes[name] ?? null) : undefined));
}

export function describeWholeNumbers(store: () => Store): void {
  describe('an attribute that is an integer by convention', () => {
    it('is found by its text and comes back as what it was', async () => {
      const spans = createUsual();
      await store().ingest(createBatch({ spans: spans.slice(0, 290) }));
      await store().ingest(createBatch({ spans: spans.slice(290) }));
      await expectEqual(store(), spans);
      expect(await store().spans({ where: [{ ...isAbove, values: ['201'] }], limit: 1000 })).toHaveLength(100);
    });

    it('may be something else in some spans, as records and as bytes', async () => {
      const odd = fc
        .sample(fc.dictionary(fc.constantFrom(...names), oddValues, { minKeys: 1 }), { seed: 41, numRuns: 120 })
        .map((attributes) => createSpan({ attributes }));
      const spans = [...createUsual(), ...odd];
      await store().ingest(createBatch({ spans: spans.slice(0, 300) }));
      await store().ingest(createBatch({ spans: spans.slice(300, 340) }));
      const bytes = formatTraces(spans.slice(340), 'protobuf');
      const request = { signal: 'traces', encoding: 'protobuf', bytes } as const;
      expect(await store().ingestRequest(request)).toMatchObject({ stored: { spans: 80 }, rejected: 0 });
      // Bytes know no bigint of a small integer.
      const sent = spans.map((span, index) => (index < 340 ? span : { ...span, attributes: asSent(span.attributes) }));
      await expectEqual(store(), sent);
    });
  });
}

const isAbove: Condition = {
  subject: { kind: 'attribute', name: 'http.response.status_code' },
  operator: '>',
  values: [],
};

function asSent(attributes: SpanRecord['attributes']): SpanRecord['attributes'] {
  const small = (value: AttributeValue): AttributeValue => (value === 200n ? 200 : value);
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, small(value)]));
}
