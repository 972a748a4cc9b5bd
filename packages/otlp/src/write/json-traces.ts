import { spanKinds, statusCodes } from '@seatrial/model';
import type { AttributeMap, AttributeValue, SpanRecord } from '@seatrial/model';
import { toGroups } from './groups.ts';

/** An ExportTraceServiceRequest as OTLP's JSON has it: 64-bit integers as text, ids in hex, enums as numbers. */
export function writeJsonTraces(spans: readonly SpanRecord[]): string {
  return JSON.stringify({
    resourceSpans: toGroups(spans).map(({ resource, scopes }) => ({
      resource: { attributes: toKeyValues(resource.attributes) },
      scopeSpans: scopes.map(({ scope, records }) => ({
        scope: { name: scope.name, version: scope.version, attributes: toKeyValues(scope.attributes) },
        spans: records.map(toJsonSpan),
        schemaUrl: scope.schemaUrl,
      })),
      schemaUrl: resource.schemaUrl,
    })),
  });
}

function toJsonSpan(span: SpanRecord): unknown {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    traceState: span.traceState || undefined,
    parentSpanId: span.parentSpanId,
    flags: span.flags,
    name: span.name,
    kind: spanKinds.indexOf(span.kind),
    startTimeUnixNano: String(span.startNano),
    endTimeUnixNano: String(span.endNano),
    attributes: toKeyValues(span.attributes),
    droppedAttributesCount: span.droppedAttributes || undefined,
    events: span.events.map((event) => ({
      timeUnixNano: String(event.timeNano),
      name: event.name,
      attributes: toKeyValues(event.attributes),
      droppedAttributesCount: event.droppedAttributes || undefined,
    })),
    droppedEventsCount: span.droppedEvents || undefined,
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState || undefined,
      attributes: toKeyValues(link.attributes),
      droppedAttributesCount: link.droppedAttributes || undefined,
      flags: link.flags || undefined,
    })),
    droppedLinksCount: span.droppedLinks || undefined,
    status: { message: span.statusMessage || undefined, code: statusCodes.indexOf(span.statusCode) },
  };
}

function toKeyValues(attributes: AttributeMap): readonly unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: AttributeValue): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: String(value) };
    // JSON has no number for these.
    if (Object.is(value, -0)) return { doubleValue: '-0' };
    return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  if (value === null) return {};
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (isList(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: toKeyValues(value) } };
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
