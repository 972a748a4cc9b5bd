import { spanKinds, statusCodes } from '@seatrial/model';
import type {
  ResourceRecord,
  ScopeRecord,
  SpanEventRecord,
  SpanKind,
  SpanLinkRecord,
  SpanRecord,
  StatusCode,
} from '@seatrial/model';
import { createBag } from '../attribute-bag.ts';
import { badSpanId, Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readByResource, readByScope } from './groups.ts';
import { readKeyValue } from './values.ts';
import { ProtobufReader } from './reader.ts';

/** Reads an ExportTraceServiceRequest. */
export function parseProtobufTraces(bytes: Uint8Array): Parsed<SpanRecord> {
  const reader = new ProtobufReader(bytes);
  const spans = new Collector<SpanRecord>();
  readByResource(reader, (scopeEnd, resource) => {
    readByScope(reader, scopeEnd, (end, scope) => {
      const span = readSpan(reader, end, resource, scope);
      if (span.traceId === '' || span.spanId === '') spans.reject(badSpanId);
      else spans.add(span);
    });
  });
  return spans.toParsed();
}

function readSpan(reader: ProtobufReader, end: number, resource: ResourceRecord, scope: ScopeRecord): SpanRecord {
  const attributes = createBag();
  const events: SpanEventRecord[] = [];
  const links: SpanLinkRecord[] = [];
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let traceState = '';
  let flags = 0;
  let name = '';
  let kind: SpanKind = 'unspecified';
  let startNano = 0n;
  let endNano = 0n;
  let droppedAttributes = 0;
  let droppedEvents = 0;
  let droppedLinks = 0;
  let statusCode: StatusCode = 'unset';
  let statusMessage = '';
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case 10:
        traceId = reader.id(end, 16);
        break;
      case 18:
        spanId = reader.id(end, 8);
        break;
      case 26:
        traceState = reader.string(end);
        break;
      case 34:
        parentSpanId = reader.id(end, 8);
        break;
      case 42:
        name = reader.key(end);
        break;
      case 48:
        kind = spanKinds[reader.int32()] ?? 'unspecified';
        break;
      case 57:
        startNano = reader.fixed64();
        break;
      case 65:
        endNano = reader.fixed64();
        break;
      case 74:
        readKeyValue(reader, end, attributes);
        break;
      case 80:
        droppedAttributes = reader.uint32();
        break;
      case 90:
        events.push(readEvent(reader, end));
        break;
      case 96:
        droppedEvents = reader.uint32();
        break;
      case 106:
        links.push(readLink(reader, end));
        break;
      case 112:
        droppedLinks = reader.uint32();
        break;
      case 122: {
        const statusEnd = reader.open(end);
        while (reader.position < statusEnd) {
          const statusTag = reader.tag();
          if (statusTag === 18) statusMessage = reader.string(statusEnd);
          else if (statusTag === 24) statusCode = statusCodes[reader.int32()] ?? 'unset';
          else reader.skip(statusTag, statusEnd);
        }
        reader.close(statusEnd);
        break;
      }
      case 133:
        flags = reader.fixed32();
        break;
      default:
        reader.skip(tag, end);
    }
  }
  reader.close(end);
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    flags,
    name,
    kind,
    startNano,
    endNano,
    attributes,
    droppedAttributes,
    events,
    droppedEvents,
    links,
    droppedLinks,
    statusCode,
    statusMessage,
    resource,
    scope,
  };
}

export function readEvent(reader: ProtobufReader, parentEnd: number): SpanEventRecord {
  const end = reader.open(parentEnd);
  const event = { timeNano: 0n, name: '', attributes: createBag(), droppedAttributes: 0 };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 9) event.timeNano = reader.fixed64();
    else if (tag === 18) event.name = reader.key(end);
    else if (tag === 26) readKeyValue(reader, end, event.attributes);
    else if (tag === 32) event.droppedAttributes = reader.uint32();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return event;
}

export function readLink(reader: ProtobufReader, parentEnd: number): SpanLinkRecord {
  const end = reader.open(parentEnd);
  const link = { traceId: '', spanId: '', traceState: '', attributes: createBag(), droppedAttributes: 0, flags: 0 };
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 10) link.traceId = reader.id(end, 16);
    else if (tag === 18) link.spanId = reader.id(end, 8);
    else if (tag === 26) link.traceState = reader.string(end);
    else if (tag === 34) readKeyValue(reader, end, link.attributes);
    else if (tag === 40) link.droppedAttributes = reader.uint32();
    else if (tag === 53) link.flags = reader.fixed32();
    else reader.skip(tag, end);
  }
  reader.close(end);
  return link;
}
