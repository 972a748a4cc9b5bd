import protobuf from 'protobufjs';

const parsed = protobuf.parse(`syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message Resource { repeated KeyValue attributes = 1; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16; string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; Status status = 15; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Request { repeated ResourceSpans resource_spans = 1; }`);

interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A span as anybody would keep it: ids as text, attributes by name. */
export interface PlainSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly startNano: string;
  readonly endNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Usable rows by protobufjs. */
export function decodeWithProtobufjs(bytes: Uint8Array): readonly PlainSpan[] {
  const request = parsed.root.lookupType('Request').decode(bytes) as unknown as {
    readonly resourceSpans: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly Readonly<Record<string, never>>[] }[];
    }[];
  };
  return request.resourceSpans.flatMap((group) =>
    group.scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: Buffer.from(span['traceId'] ?? []).toString('hex'),
        spanId: Buffer.from(span['spanId'] ?? []).toString('hex'),
        name: String(span['name']),
        startNano: String(span['startTimeUnixNano']),
        endNano: String(span['endTimeUnixNano']),
        attributes: Object.fromEntries(
          (span['attributes'] as unknown as readonly Pair[]).map(({ key, value }) => [
            key,
            value['stringValue'] ?? value['intValue'],
          ]),
        ),
      })),
    ),
  );
}
