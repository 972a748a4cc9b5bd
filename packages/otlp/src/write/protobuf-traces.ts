import { spanKinds, statusCodes } from '@seatrial/model';
import type { AttributeMap, AttributeValue, SpanRecord } from '@seatrial/model';
import { toGroups } from './groups.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** An ExportTraceServiceRequest. */
export function writeProtobufTraces(spans: readonly SpanRecord[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const { resource, scopes } of toGroups(spans))
    writer.message(10, () => {
      writer.message(10, () => writeAttributes(writer, 10, resource.attributes));
      for (const { scope, records } of scopes)
        writer.message(18, () => {
          writer.message(10, () => {
            writer.string(10, scope.name);
            writer.string(18, scope.version);
            writeAttributes(writer, 26, scope.attributes);
          });
          for (const span of records) writeSpan(writer, span);
          writer.string(26, scope.schemaUrl);
        });
      writer.string(26, resource.schemaUrl);
    });
  return writer.toBytes();
}

function writeSpan(writer: ProtobufWriter, span: SpanRecord): void {
  const start = writer.open(18);
  writer.id(10, span.traceId);
  writer.id(18, span.spanId);
  writer.string(26, span.traceState);
  writer.id(34, span.parentSpanId);
  writer.string(42, span.name);
  writer.uint32(48, spanKinds.indexOf(span.kind));
  writer.fixed64(57, span.startNano);
  writer.fixed64(65, span.endNano);
  writeAttributes(writer, 74, span.attributes);
  writer.uint32(80, span.droppedAttributes);
  for (const event of span.events)
    writer.message(90, () => {
      writer.fixed64(9, event.timeNano);
      writer.string(18, event.name);
      writeAttributes(writer, 26, event.attributes);
      writer.uint32(32, event.droppedAttributes);
    });
  writer.uint32(96, span.droppedEvents);
  for (const link of span.links)
    writer.message(106, () => {
      writer.id(10, link.traceId);
      writer.id(18, link.spanId);
      writer.string(26, link.traceState);
      writeAttributes(writer, 34, link.attributes);
      writer.uint32(40, link.droppedAttributes);
      writer.fixed32(53, link.flags);
    });
  writer.uint32(112, span.droppedLinks);
  if (span.statusCode !== 'unset' || span.statusMessage !== '')
    writer.message(122, () => {
      writer.string(18, span.statusMessage);
      writer.uint32(24, statusCodes.indexOf(span.statusCode));
    });
  writer.fixed32(133, span.flags);
  writer.close(start);
}

function writeAttributes(writer: ProtobufWriter, tag: number, attributes: AttributeMap): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    const start = writer.open(tag);
    writer.string(10, key);
    writeValue(writer, 18, value);
    writer.close(start);
  }
}

function writeValue(writer: ProtobufWriter, tag: number, value: AttributeValue): void {
  const start = writer.open(tag);
  if (typeof value === 'string') writer.string(10, value, true);
  else if (typeof value === 'boolean') writer.bool(16, value);
  else if (typeof value === 'bigint') writer.int64(24, value);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int64(24, value);
    else writer.double(33, value);
  } else if (value instanceof Uint8Array) writer.bytes(58, value);
  else if (isList(value)) writer.message(42, () => value.forEach((entry) => writeValue(writer, 10, entry)));
  else if (value !== null) writer.message(50, () => writeAttributes(writer, 10, value));
  writer.close(start);
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
