import { spanKinds, statusCodes } from '@seatrial/model';
import type { SpanEventRecord, SpanLinkRecord, SpanRecord } from '@seatrial/model';
import { badSpanId, Collector } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';
import { readRecords } from './groups.ts';
import { readAttributes } from './values.ts';
import { readCount, readEnum, readId, readList, readObject, readText, readUnsigned, toObject } from './fields.ts';
import type { JsonObject } from './fields.ts';

export function parseJsonTraces(request: JsonObject): Parsed<SpanRecord> {
  const spans = new Collector<SpanRecord>();
  const names = { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' };
  readRecords(request, names, (object, resource, scope) => {
    const span: SpanRecord = {
      traceId: readId(object, 'traceId', 16),
      spanId: readId(object, 'spanId', 8),
      parentSpanId: readId(object, 'parentSpanId', 8),
      traceState: readText(object, 'traceState'),
      flags: readCount(object, 'flags'),
      name: readText(object, 'name'),
      kind: readEnum(object, 'kind', spanKinds, 'SPAN_KIND_'),
      startNano: readUnsigned(object, 'startTimeUnixNano'),
      endNano: readUnsigned(object, 'endTimeUnixNano'),
      attributes: readAttributes(object, 'attributes'),
      droppedAttributes: readCount(object, 'droppedAttributesCount'),
      events: readList(object, 'events', toEvent),
      droppedEvents: readCount(object, 'droppedEventsCount'),
      links: readList(object, 'links', toLink),
      droppedLinks: readCount(object, 'droppedLinksCount'),
      statusCode:
        readObject(object, 'status', (status) => readEnum(status, 'code', statusCodes, 'STATUS_CODE_')) ?? 'unset',
      statusMessage: readObject(object, 'status', (status) => readText(status, 'message')) ?? '',
      resource,
      scope,
    };
    if (span.traceId === '' || span.spanId === '') spans.reject(badSpanId);
    else spans.add(span);
  });
  return spans.toParsed();
}

function toEvent(entry: unknown): SpanEventRecord {
  const object = toObject(entry);
  return {
    timeNano: readUnsigned(object, 'timeUnixNano'),
    name: readText(object, 'name'),
    attributes: readAttributes(object, 'attributes'),
    droppedAttributes: readCount(object, 'droppedAttributesCount'),
  };
}

function toLink(entry: unknown): SpanLinkRecord {
  const object = toObject(entry);
  return {
    traceId: readId(object, 'traceId', 16),
    spanId: readId(object, 'spanId', 8),
    traceState: readText(object, 'traceState'),
    attributes: readAttributes(object, 'attributes'),
    droppedAttributes: readCount(object, 'droppedAttributesCount'),
    flags: readCount(object, 'flags'),
  };
}
