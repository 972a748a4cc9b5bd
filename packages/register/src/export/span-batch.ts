import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Batch } from './batch.ts';
import { encode } from './encode.ts';
import { delimited, ProtobufBuffer, varint } from '../protobuf-buffer.ts';
import type { Protocol } from './signal.ts';
import { writeAttributes, writeSpan, writeText } from './span-message.ts';

/** Spans on their way into one request. */
export interface SpanBatch {
  /** Spans in it. */
  readonly items: number;
  add(span: ReadableSpan): void;
  /** The request, encoded; the batch is empty again. */
  finish(): Batch;
}

export function createSpanBatch(protocol: Protocol): SpanBatch {
  return protocol === 'http/json' ? new JsonSpanBatch() : new ProtobufSpanBatch();
}

/** Keeps the spans, and has them encoded by OpenTelemetry's serializer. */
class JsonSpanBatch implements SpanBatch {
  #spans: ReadableSpan[] = [];

  get items(): number {
    return this.#spans.length;
  }

  add(span: ReadableSpan): void {
    this.#spans.push(span);
  }

  finish(): Batch {
    const spans = this.#spans;
    this.#spans = [];
    return encode('traces', 'http/json', spans);
  }
}

type Scopes = Map<InstrumentationScope, ProtobufBuffer>;

/**
 * Encodes each span as it ends, so that none lives on until its request is sent: what outlives a collection of young
 * objects makes V8 double the room for them, and is what its pauses last for.
 */
class ProtobufSpanBatch implements SpanBatch {
  items = 0;
  readonly #resources = new Map<Resource, Scopes>();
  readonly #request = new ProtobufBuffer();
  #spare: ProtobufBuffer[] = [];
  #last:
    | { readonly resource: Resource; readonly scope: InstrumentationScope; readonly spans: ProtobufBuffer }
    | undefined;

  add(span: ReadableSpan): void {
    this.items += 1;
    const to = this.#findSpans(span.resource, span.instrumentationScope);
    to.tag(2, delimited);
    writeSpan(to, span);
  }

  finish(): Batch {
    const request = this.#request;
    for (const [resource, scopes] of this.#resources) {
      request.tag(1, delimited);
      const start = request.open();
      writeResource(request, resource);
      for (const [scope, spans] of scopes) writeScopeSpans(request, scope, spans);
      if (resource.schemaUrl) writeText(request, 3, resource.schemaUrl);
      request.close(start);
    }
    const batch: Batch = { signal: 'traces', bytes: request.copy(), items: this.items };
    request.clear();
    this.#empty();
    return batch;
  }

  /** What took the spans of one batch serves the next: memory that is new costs a fault for each of its pages. */
  #empty(): void {
    this.#spare = [...this.#resources.values()].flatMap((scopes) => [...scopes.values()]);
    for (const spans of this.#spare) spans.clear();
    this.#resources.clear();
    this.#last = undefined;
    this.items = 0;
  }

  #findSpans(resource: Resource, scope: InstrumentationScope): ProtobufBuffer {
    if (this.#last?.scope === scope && this.#last.resource === resource) return this.#last.spans;
    const scopes: Scopes = this.#resources.get(resource) ?? new Map();
    const spans = scopes.get(scope) ?? this.#spare.pop() ?? new ProtobufBuffer();
    this.#resources.set(resource, scopes.set(scope, spans));
    this.#last = { resource, scope, spans };
    return spans;
  }
}

function writeResource(to: ProtobufBuffer, resource: Resource): void {
  to.tag(1, delimited);
  const start = to.open();
  writeAttributes(to, 1, resource.attributes);
  to.tag(2, varint);
  to.varint(0);
  to.close(start);
}

function writeScopeSpans(to: ProtobufBuffer, scope: InstrumentationScope, spans: ProtobufBuffer): void {
  to.tag(2, delimited);
  const start = to.open();
  to.tag(1, delimited);
  const inner = to.open();
  writeText(to, 1, scope.name);
  if (scope.version) writeText(to, 2, scope.version);
  to.close(inner);
  to.append(spans);
  if (scope.schemaUrl) writeText(to, 3, scope.schemaUrl);
  to.close(start);
}
