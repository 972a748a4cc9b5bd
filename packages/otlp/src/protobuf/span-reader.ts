import type { AttributeValue, ResourceRecord, ScopeRecord, SpanEventRecord, SpanLinkRecord } from '@seatrial/model';
import { readByResource, readScopePlaces } from './groups.ts';
import type { KeyTable } from './key-table.ts';
import { ProtobufReader } from './reader.ts';
import { readEvent, readLink } from './traces.ts';
import { readAnyValue } from './values.ts';

/** Spans of one resource and scope: where each begins and ends in the request, one pair after the other. */
export interface SpanGroup {
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
  readonly places: readonly number[];
}

/**
 * A span as its fields lie in the request: offsets into its bytes, so that nothing is made of what is only passed on.
 * One object stands for each span in turn. A text that is absent has no length.
 */
export interface SpanFields {
  /** Sixteen bytes. */
  traceId: number;
  /** Eight bytes. */
  spanId: number;
  /** Eight bytes; -1 where there is no parent. */
  parentSpanId: number;
  /** Eight bytes, little-endian nanoseconds; -1 where the time is absent, which means zero. */
  startTime: number;
  endTime: number;
  name: number;
  nameEnd: number;
  traceState: number;
  traceStateEnd: number;
  statusMessage: number;
  statusMessageEnd: number;
  /** As OTLP numbers it. */
  statusCode: number;
  kind: number;
  droppedAttributes: number;
  droppedEvents: number;
  droppedLinks: number;
  events: SpanEventRecord[];
  links: SpanLinkRecord[];
}

/** Takes the attributes of a span, each once as it comes. */
export interface AttributeVisitor<Key> {
  /** UTF-8 from `start` up to `end` in the request; not checked. */
  text(key: Key, start: number, end: number): void;
  /** Any other value. */
  value(key: Key, value: AttributeValue): void;
}

/** Thrown where a request is legal, perhaps, but not as exporters write it: `parseTraces` reads it instead. */
const unusual = new Error('unusual');

/**
 * Reads an ExportTraceServiceRequest without a record for each span, for whoever can use its bytes as they are. What is
 * unusual is left to `parseTraces`.
 */
export class SpanReader<Key> {
  readonly #reader: ProtobufReader;
  readonly #keys: KeyTable<Key>;
  readonly #fields: SpanFields = createFields();

  constructor(bytes: Uint8Array, keys: KeyTable<Key>) {
    this.#reader = new ProtobufReader(bytes);
    this.#keys = keys;
  }

  /** Undefined where the bytes are no request, or an unusual one. */
  readGroups(): readonly SpanGroup[] | undefined {
    const groups: SpanGroup[] = [];
    try {
      readByResource(this.#reader, (end, resource) => {
        groups.push({ resource, ...readScopePlaces(this.#reader, end) });
      });
      return groups;
    } catch {
      return undefined;
    }
  }

  /** Undefined where the bytes are no span, an unusual one, or one without valid ids. */
  readSpan(start: number, end: number, visitor: AttributeVisitor<Key>): SpanFields | undefined {
    try {
      this.#readSpan(start, end, visitor);
    } catch {
      return undefined;
    }
    const { traceId, spanId } = this.#fields;
    return traceId === -1 || spanId === -1 ? undefined : this.#fields;
  }

  #readSpan(start: number, end: number, visitor: AttributeVisitor<Key>): void {
    const reader = this.#reader;
    const fields = resetFields(this.#fields);
    this.#keys.begin();
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          fields.traceId = this.#id(end, 16);
          break;
        case 18:
          fields.spanId = this.#id(end, 8);
          break;
        case 26:
          fields.traceStateEnd = reader.open(end);
          fields.traceState = reader.position;
          reader.position = fields.traceStateEnd;
          break;
        case 34:
          fields.parentSpanId = this.#id(end, 8);
          break;
        case 42:
          fields.nameEnd = reader.open(end);
          fields.name = reader.position;
          reader.position = fields.nameEnd;
          break;
        case 48:
          fields.kind = reader.int32();
          break;
        case 57:
          fields.startTime = this.#time();
          break;
        case 65:
          fields.endTime = this.#time();
          break;
        case 74:
          this.#readAttribute(end, visitor);
          break;
        case 80:
          fields.droppedAttributes = reader.uint32();
          break;
        case 90:
          fields.events.push(readEvent(reader, end));
          break;
        case 96:
          fields.droppedEvents = reader.uint32();
          break;
        case 106:
          fields.links.push(readLink(reader, end));
          break;
        case 112:
          fields.droppedLinks = reader.uint32();
          break;
        case 122:
          this.#readStatus(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    reader.close(end);
  }

  #readStatus(parentEnd: number): void {
    const reader = this.#reader;
    const fields = this.#fields;
    const end = reader.open(parentEnd);
    while (reader.position < end) {
      const tag = reader.tag();
      if (tag === 18) {
        fields.statusMessageEnd = reader.open(end);
        fields.statusMessage = reader.position;
        reader.position = fields.statusMessageEnd;
      } else if (tag === 24) fields.statusCode = reader.int32();
      else reader.skip(tag, end);
    }
    reader.close(end);
  }

  #readAttribute(parentEnd: number, visitor: AttributeVisitor<Key>): void {
    const reader = this.#reader;
    const end = reader.open(parentEnd);
    if (reader.tag() !== 10) throw unusual;
    const keyEnd = reader.open(end);
    const key = this.#keys.read(reader.buffer, reader.position, keyEnd);
    reader.position = keyEnd;
    if (keyEnd === end) {
      visitor.value(key, null);
      return;
    }
    if (reader.tag() !== 18) throw unusual;
    const valueStart = reader.position;
    const valueEnd = reader.open(end);
    if (valueEnd !== end) throw unusual;
    if (reader.position < valueEnd && reader.buffer[reader.position] === 10) {
      reader.position += 1;
      const textEnd = reader.open(valueEnd);
      if (textEnd !== valueEnd) throw unusual;
      visitor.text(key, reader.position, textEnd);
      reader.position = textEnd;
      return;
    }
    reader.position = valueStart;
    visitor.value(key, readAnyValue(reader, end, 0));
  }

  /** The offset of an id, or -1 where it has another size or is all zeros. */
  #id(parentEnd: number, size: number): number {
    const reader = this.#reader;
    const end = reader.open(parentEnd);
    const start = reader.position;
    reader.position = end;
    if (end - start !== size) return -1;
    for (let at = start; at < end; at += 1) if (reader.buffer[at] !== 0) return start;
    return -1;
  }

  #time(): number {
    const start = this.#reader.position;
    this.#reader.skip(1, start + 8);
    return start;
  }
}

function createFields(): SpanFields {
  return {
    traceId: -1,
    spanId: -1,
    parentSpanId: -1,
    startTime: -1,
    endTime: -1,
    name: 0,
    nameEnd: 0,
    traceState: 0,
    traceStateEnd: 0,
    statusMessage: 0,
    statusMessageEnd: 0,
    statusCode: 0,
    kind: 0,
    droppedAttributes: 0,
    droppedEvents: 0,
    droppedLinks: 0,
    events: [],
    links: [],
  };
}

function resetFields(fields: SpanFields): SpanFields {
  fields.traceId = fields.spanId = fields.parentSpanId = fields.startTime = fields.endTime = -1;
  fields.name = fields.nameEnd = fields.traceState = fields.traceStateEnd = 0;
  fields.statusMessage = fields.statusMessageEnd = fields.statusCode = fields.kind = 0;
  fields.droppedAttributes = fields.droppedEvents = fields.droppedLinks = 0;
  if (fields.events.length > 0) fields.events = [];
  if (fields.links.length > 0) fields.links = [];
  return fields;
}
