import { toText } from './attribute-value.ts';
import type { AttributeMap } from './attribute-value.ts';
import type { SpanRecord } from './telemetry.ts';

type SpanShape = Pick<SpanRecord, 'kind' | 'parentSpanId' | 'name' | 'statusCode' | 'attributes'>;

/** An *entry span* is of kind SERVER or CONSUMER, or has no parent id: all that every store can see. */
export function isEntrySpan(span: Pick<SpanShape, 'kind' | 'parentSpanId'>): boolean {
  return span.kind === 'server' || span.kind === 'consumer' || span.parentSpanId === '';
}

/** An *error* has status ERROR; an HTTP response of 500 or more is one, whatever its status says. */
export function isErrorSpan(span: Pick<SpanShape, 'statusCode' | 'attributes'>): boolean {
  if (span.statusCode === 'error') return true;
  const status = span.attributes['http.response.status_code'] ?? span.attributes['http.status_code'];
  // Anybody's attribute may be a list or a map, which no number is made of.
  return status !== undefined && typeof status !== 'object' && Number(status) >= 500;
}

/** True for mirrored traffic: the request says so (`seatrial.shadow`), or the ring that served it. */
export function isShadowSpan(span: Pick<SpanRecord, 'attributes' | 'resource'>): boolean {
  const said = span.attributes['seatrial.shadow'];
  if (said !== undefined && said !== null) return toText(said) === 'true';
  return (span.attributes['seatrial.ring'] ?? span.resource.attributes['seatrial.ring']) === 'shadow';
}

/**
 * The *route* of a span: `http.route`, else the RPC method, else the messaging destination, else the span's name.
 * The RPC method is fully qualified: older conventions give it in two attributes (`rpc.service`, `rpc.method`).
 */
export function toRoute(span: Pick<SpanShape, 'name' | 'attributes'>): string {
  const { attributes } = span;
  return (
    text(attributes, 'http.route') ??
    rpcMethod(attributes) ??
    text(attributes, 'messaging.destination.template') ??
    text(attributes, 'messaging.destination.name') ??
    span.name
  );
}

function rpcMethod(attributes: AttributeMap): string | undefined {
  const method = text(attributes, 'rpc.method');
  const service = text(attributes, 'rpc.service');
  if (method === undefined || service === undefined || method.includes('/')) return method;
  return `${service}/${method}`;
}

function text(attributes: AttributeMap, name: string): string | undefined {
  const value = attributes[name];
  if (value === undefined || value === null) return undefined;
  const written = toText(value);
  return written === '' ? undefined : written;
}
