import type { AttributeValue, Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { delimited, fixed32, fixed64, varint } from '../protobuf-buffer.ts';
import type { ProtobufBuffer } from '../protobuf-buffer.ts';

// Messages of opentelemetry-proto (trace/v1, common/v1), field by field in the order and with the defaults that
// OpenTelemetry's serializer writes: the bytes are the same.

/** Of `flags` beside the W3C trace flags: whether the parent's being remote is known, and whether it is. */
const hasIsRemote = 0x100;
const isRemote = 0x200;

/** A `Span`, its length in front of it. */
export function writeSpan(to: ProtobufBuffer, span: ReadableSpan): void {
  const start = to.open();
  const context = span.spanContext();
  const { parentSpanContext } = span;
  writeIds(to, context);
  if (parentSpanContext?.spanId) {
    to.tag(4, delimited);
    to.hex(parentSpanContext.spanId);
  }
  writeText(to, 5, span.name);
  to.tag(6, varint);
  to.varint(span.kind + 1);
  to.tag(7, fixed64);
  to.time(span.startTime);
  to.tag(8, fixed64);
  to.time(span.endTime);
  writeAttributes(to, 9, span.attributes);
  writeCount(to, 10, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(to, event);
  writeCount(to, 12, span.droppedEventsCount);
  for (const link of span.links) writeLink(to, link);
  writeCount(to, 14, span.droppedLinksCount);
  to.tag(15, delimited);
  const status = to.open();
  if (span.status.message) writeText(to, 2, span.status.message);
  writeCount(to, 3, span.status.code);
  to.close(status);
  writeFlags(to, 16, context.traceFlags, parentSpanContext);
  to.close(start);
}

function writeIds(to: ProtobufBuffer, { traceId, spanId, traceState }: SpanContext): void {
  to.tag(1, delimited);
  to.hex(traceId);
  to.tag(2, delimited);
  to.hex(spanId);
  const state = traceState?.serialize();
  if (state) writeText(to, 3, state);
}

function writeEvent(to: ProtobufBuffer, event: TimedEvent): void {
  to.tag(11, delimited);
  const start = to.open();
  to.tag(1, fixed64);
  to.time(event.time);
  writeText(to, 2, event.name);
  writeAttributes(to, 3, event.attributes);
  writeCount(to, 4, event.droppedAttributesCount);
  to.close(start);
}

function writeLink(to: ProtobufBuffer, link: Link): void {
  to.tag(13, delimited);
  const start = to.open();
  writeIds(to, link.context);
  writeAttributes(to, 4, link.attributes);
  writeCount(to, 5, link.droppedAttributesCount);
  writeFlags(to, 6, link.context.traceFlags, link.context);
  to.close(start);
}

function writeFlags(to: ProtobufBuffer, field: number, traceFlags: number, of: SpanContext | undefined): void {
  to.tag(field, fixed32);
  to.fixed32((traceFlags & 0xff) | hasIsRemote | (of?.isRemote === true ? isRemote : 0));
}

function writeCount(to: ProtobufBuffer, field: number, count: number | undefined): void {
  to.tag(field, varint);
  to.varint(count ?? 0);
}

/** A field that is a text. */
export function writeText(to: ProtobufBuffer, field: number, text: string): void {
  to.tag(field, delimited);
  to.text(text);
}

/** A field that is a list of `KeyValue`. */
export function writeAttributes(to: ProtobufBuffer, field: number, attributes: Attributes | undefined): void {
  for (const key in attributes) if (Object.hasOwn(attributes, key)) writeKeyValue(to, field, key, attributes[key]);
}

function writeKeyValue(to: ProtobufBuffer, field: number, key: string, value: unknown): void {
  to.tag(field, delimited);
  const start = to.open();
  writeText(to, 1, key);
  to.tag(2, delimited);
  writeAnyValue(to, value);
  to.close(start);
}

/** An `AnyValue`, its length in front of it; empty for what it has no kind for. */
function writeAnyValue(to: ProtobufBuffer, value: unknown): void {
  const start = to.open();
  if (typeof value === 'string') writeText(to, 1, value);
  else if (typeof value === 'boolean') writeCount(to, 2, value ? 1 : 0);
  else if (typeof value === 'number') writeNumber(to, value);
  else if (value instanceof Uint8Array) {
    to.tag(7, delimited);
    to.varint(value.length);
    to.raw(value);
  } else if (Array.isArray(value)) writeArray(to, value as readonly AttributeValue[]);
  else if (typeof value === 'object' && value !== null) writeMap(to, value as Readonly<Record<string, unknown>>);
  to.close(start);
}

function writeNumber(to: ProtobufBuffer, value: number): void {
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) {
    writeCount(to, 3, value);
  } else {
    to.tag(4, fixed64);
    to.double(value);
  }
}

function writeArray(to: ProtobufBuffer, values: readonly unknown[]): void {
  to.tag(5, delimited);
  const start = to.open();
  for (const value of values) {
    to.tag(1, delimited);
    writeAnyValue(to, value);
  }
  to.close(start);
}

function writeMap(to: ProtobufBuffer, values: Readonly<Record<string, unknown>>): void {
  to.tag(6, delimited);
  const start = to.open();
  for (const key in values) if (Object.hasOwn(values, key)) writeKeyValue(to, 1, key, values[key]);
  to.close(start);
}
