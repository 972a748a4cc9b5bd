import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { SeatrialError } from '@seatrial/model';
import {
  formatExportResponse,
  formatStatus,
  parseExportRequest,
  parseLogs,
  parseMetrics,
  parseTraces,
  signals,
} from './index.ts';

// An independent writer: protobufjs with the field numbers of opentelemetry-proto.
const { root } = protobuf.parse(`syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message Resource { repeated KeyValue attributes = 1; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16; string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10; repeated Event events = 11; Status status = 15; string future = 900; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Request { repeated ResourceSpans resource_spans = 1; }
message HistogramPoint { repeated KeyValue attributes = 9; fixed64 count = 4; double sum = 5; repeated fixed64 bucket_counts = 6 [packed = false]; repeated double explicit_bounds = 7 [packed = false]; }
message Histogram { repeated HistogramPoint data_points = 1; int32 aggregation_temporality = 2; }
message Metric { string name = 1; Histogram histogram = 9; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message Partial { int64 rejected = 1; string error_message = 2; }
message Response { Partial partial_success = 1; }
message RpcStatus { int32 code = 1; string message = 2; }
`);

function encode(type: string, value: Record<string, unknown>): Uint8Array {
  const message = root.lookupType(type);
  return message.encode(message.fromObject(value)).finish();
}

/** A length-delimited field under its tag. */
function wrap(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, (bytes.length & 0x7f) | 0x80, bytes.length >> 7]), bytes]);
}

type Value = string | number | boolean | null | Uint8Array | readonly Value[] | { readonly [key: string]: Value };

const { value: values } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).filter((number) => !Number.isInteger(number)),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie('value'), { maxKeys: 3 }),
  ),
}));

function toAnyValue(value: Value): Record<string, unknown> {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: toKeyValues(value as Record<string, Value>) } };
}

function toKeyValues(map: Readonly<Record<string, Value>>): readonly unknown[] {
  return Object.entries(map).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length - 1}}[1-9a-f]$`));
const times = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const spans = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  name: fc.string({ unit: 'grapheme' }),
  kind: fc.integer({ min: 0, max: 5 }),
  start: times,
  end: times,
  attributes: fc.dictionary(fc.string({ maxLength: 8 }), values, { maxKeys: 6 }),
  code: fc.integer({ min: 0, max: 2 }),
});

function toRequest(
  list: readonly (typeof spans extends fc.Arbitrary<infer T> ? T : never)[],
  binary: boolean,
): Record<string, unknown> {
  const id = (text: string): string => (binary ? Buffer.from(text, 'hex').toString('base64') : text);
  return {
    resourceSpans: [
      {
        resource: { attributes: toKeyValues({ 'service.name': 'checkout' }) },
        schemaUrl: 'https://example.org/1',
        scopeSpans: [
          {
            scope: { name: 'shop', version: '1' },
            spans: list.map((span) => ({
              traceId: id(span.traceId),
              spanId: id(span.spanId),
              name: span.name,
              kind: span.kind,
              startTimeUnixNano: String(span.start),
              endTimeUnixNano: String(span.end),
              attributes: toKeyValues(span.attributes),
              status: { code: span.code, message: 'm' },
              events: [{ name: 'e', timeUnixNano: String(span.end), attributes: toKeyValues(span.attributes) }],
              future: 'a field that is not known yet',
            })),
          },
        ],
      },
    ],
  };
}

describe('spans', () => {
  it('written by another library in protobuf, or as JSON, come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(spans, { maxLength: 4 }), (list) => {
        const binary = parseTraces(encode('Request', toRequest(list, true)), 'protobuf').records;
        const text = parseTraces(Buffer.from(JSON.stringify(toRequest(list, false))), 'json').records;
        expect(text).toEqual(binary);
        expect(binary.map((span) => ({ ...span.attributes }))).toEqual(list.map((span) => ({ ...span.attributes })));
        expect(binary.map((span) => [span.traceId, span.name, span.startNano, span.endNano])).toEqual(
          list.map((span) => [span.traceId, span.name, span.start, span.end]),
        );
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('cut short or with bytes changed are read or refused, never worse', () => {
    const [sample] = fc.sample(fc.array(spans, { minLength: 3, maxLength: 3 }), { seed: 3, numRuns: 1 });
    const whole = encode('Request', toRequest(sample ?? [], true));
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }),
        (length, changes) => {
          const bytes = Uint8Array.from(whole.subarray(0, length));
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          for (const signal of signals) {
            for (const encoding of ['protobuf', 'json'] as const) {
              try {
                parseExportRequest(signal, encoding, bytes);
              } catch (error) {
                expect(error).toBeInstanceOf(SeatrialError);
                expect(error).toMatchObject({ code: 'SEATRIAL_BAD_OTLP' });
              }
            }
          }
        },
      ),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('with bad ids are left out alone, and counted', () => {
    const good = { traceId: 'AAAAAAAAAAAAAAAAAAAAAQ==', spanId: 'AAAAAAAAAAE=', name: 'good' };
    const request = {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ ...good, traceId: '' }, good, { ...good, spanId: 'AAAAAAAAAAA=' }] }] },
      ],
    };
    const { records, rejected, reason } = parseTraces(encode('Request', request), 'protobuf');
    expect(records.map((span) => span.name)).toEqual(['good']);
    expect(rejected).toBe(2);
    expect(reason).toContain('neither all zero');
  });

  it('take resource and scope from wherever these stand among the fields', () => {
    const group = root.lookupType('ResourceSpans');
    const scopes = encode('ResourceSpans', {
      scopeSpans: [{ spans: [{ traceId: 'AAAAAAAAAAAAAAAAAAAAAQ==', spanId: 'AAAAAAAAAAE=' }] }],
    });
    const resource = group.encode(group.fromObject({ resource: { attributes: toKeyValues({ a: 'b' }) } })).finish();
    const body = Buffer.concat([scopes, resource]);
    const { records } = parseTraces(Buffer.concat([Buffer.from([10, body.length]), body]), 'protobuf');
    expect(records[0]?.resource.attributes).toEqual({ a: 'b' });
  });

  it('keep __proto__ and constructor as plain keys, and of two equal keys the last', () => {
    const attributes = [
      { key: '__proto__', value: { stringValue: 'x' } },
      { key: 'a', value: { stringValue: 'first' } },
      { key: 'a', value: { stringValue: 'last' } },
    ];
    const request = {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ traceId: 'AAAAAAAAAAAAAAAAAAAAAQ==', spanId: 'AAAAAAAAAAE=', attributes }] }] },
      ],
    };
    const bag = parseTraces(encode('Request', request), 'protobuf').records[0]?.attributes;
    expect(Object.keys(bag ?? {})).toEqual(['__proto__', 'a']);
    expect([bag?.['__proto__'], bag?.['a'], bag?.['constructor']]).toEqual(['x', 'last', undefined]);
  });

  it('have 64-bit integers, exact', () => {
    const list = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n - 1n, -1n, 0n].map(String);
    const attributes = list.map((intValue, index) => ({ key: `k${index}`, value: { intValue } }));
    const spanOf = (traceId: string, spanId: string) => ({
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId, spanId, attributes }] }] }],
    });
    const expected = { k0: 2n ** 63n - 1n, k1: -(2n ** 63n), k2: 2 ** 53 - 1, k3: -1, k4: 0 };
    const binary = parseTraces(encode('Request', spanOf('AAAAAAAAAAAAAAAAAAAAAQ==', 'AAAAAAAAAAE=')), 'protobuf')
      .records[0];
    const json = parseTraces(Buffer.from(JSON.stringify(spanOf('1'.repeat(32), '1'.repeat(16)))), 'json').records[0];
    expect({ ...binary?.attributes }).toEqual(expected);
    expect({ ...json?.attributes }).toEqual(expected);
  });

  it('nested beyond measure are refused', () => {
    let value: Record<string, unknown> = { stringValue: 'x' };
    let bytes: Buffer = wrap(10, Buffer.from('x'));
    for (let depth = 0; depth < 100; depth += 1) {
      value = { arrayValue: { values: [value] } };
      bytes = wrap(42, wrap(10, bytes));
    }
    const request = { resourceSpans: [{ resource: { attributes: [{ key: 'a', value }] } }] };
    // Request, ResourceSpans.resource, Resource.attributes, KeyValue.value: the writer above gives up at this depth.
    const binary = wrap(10, wrap(10, wrap(10, wrap(18, bytes))));
    expect(() => parseTraces(binary, 'protobuf')).toThrow('nested more than 64 deep');
    expect(() => parseTraces(Buffer.from(JSON.stringify(request)), 'json')).toThrow('nested more than 64 deep');
  });
});

describe('JSON as people and other languages write it', () => {
  it('has enums by name or number, ids in upper case, snake_case names, times as numbers, and null for absent', () => {
    const request = {
      resource_spans: [
        {
          resource: null,
          scope_spans: [
            {
              spans: [
                {
                  trace_id: 'ABCDEF00000000000000000000000001',
                  span_id: 'ABCDEF0000000001',
                  parent_span_id: null,
                  kind: 'SPAN_KIND_SERVER',
                  start_time_unix_nano: 1,
                  status: { code: 'STATUS_CODE_ERROR' },
                  attributes: [{ key: 'd', value: { double_value: 'NaN' } }, { key: 'e' }],
                },
              ],
            },
          ],
        },
      ],
    };
    expect(parseTraces(Buffer.from(JSON.stringify(request)), 'json').records).toMatchObject([
      {
        traceId: 'abcdef00000000000000000000000001',
        spanId: 'abcdef0000000001',
        parentSpanId: '',
        kind: 'server',
        startNano: 1n,
        statusCode: 'error',
        attributes: { d: Number.NaN, e: null },
      },
    ]);
  });

  it('has log severities by name', () => {
    const request = {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ severityNumber: 'SEVERITY_NUMBER_WARN2', body: { stringValue: 'x' } }] }] },
      ],
    };
    expect(parseLogs(Buffer.from(JSON.stringify(request)), 'json').records[0]).toMatchObject({
      severityNumber: 14,
      body: 'x',
    });
  });

  it.each([
    ['nonsense', 'the request cannot be parsed'],
    ['[]', 'the request is not an object'],
    ['{"resourceSpans":{}}', 'resourceSpans is not an array'],
    [
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{},{"name":7}]}]}]}',
      'resourceSpans[0].scopeSpans[0].spans[1].name is not a text',
    ],
    [
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"soon"}]}]}]}',
      'spans[0].startTimeUnixNano is "soon", not a 64-bit integer',
    ],
  ])('says where it is wrong: %s', (text, message) => {
    expect(() => parseTraces(Buffer.from(text), 'json')).toThrow(message);
  });
});

it('repeated numbers are read unpacked as well', () => {
  const point = { count: 3, sum: 6.5, bucketCounts: [1, 2], explicitBounds: [0.5] };
  const request = {
    resourceMetrics: [
      { scopeMetrics: [{ metrics: [{ name: 'h', histogram: { aggregationTemporality: 1, dataPoints: [point] } }] }] },
    ],
  };
  expect(parseMetrics(encode('MetricsRequest', request), 'protobuf').records).toMatchObject([
    { type: 'histogram', temporality: 'delta', count: 3n, bucketCounts: [1n, 2n], explicitBounds: [0.5] },
  ]);
});

describe('answers', () => {
  it('are empty where everything was taken', () => {
    expect(formatExportResponse('traces', 'protobuf')).toHaveLength(0);
    expect(Buffer.from(formatExportResponse('traces', 'json')).toString()).toBe('{}');
  });

  it('say what was not', () => {
    const partial = { rejected: 300, message: 'bad ids' };
    const decoded = root
      .lookupType('Response')
      .decode(formatExportResponse('logs', 'protobuf', partial))
      .toJSON();
    expect(decoded).toEqual({ partialSuccess: { rejected: '300', errorMessage: 'bad ids' } });
    expect(JSON.parse(Buffer.from(formatExportResponse('metrics', 'json', partial)).toString())).toEqual({
      partialSuccess: { rejectedDataPoints: '300', errorMessage: 'bad ids' },
    });
  });

  it('carry a status where the request failed', () => {
    const status = { code: 3, message: 'ä' };
    expect(root.lookupType('RpcStatus').decode(formatStatus('protobuf', status)).toJSON()).toEqual(status);
    expect(JSON.parse(Buffer.from(formatStatus('json', status)).toString())).toEqual(status);
  });
});
