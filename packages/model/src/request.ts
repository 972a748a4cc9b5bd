import { isEntrySpan, isShadowSpan, toRoute } from './span.ts';
import type { SpanRecord } from './telemetry.ts';

/**
 * The key under which entry spans are one request: trace, service, route. Mirrored traffic is kept apart, since the
 * copy carries the trace id of its original.
 */
export interface RequestKey {
  readonly traceId: string;
  readonly service: string;
  readonly route: string;
  readonly shadow: boolean;
}

/** The request that an entry span belongs to; `undefined` for a span that is no entry. */
export function toRequestKey(span: SpanRecord): RequestKey | undefined {
  if (!isEntrySpan(span)) return undefined;
  return { traceId: span.traceId, service: toServiceName(span), route: toRoute(span), shadow: isShadowSpan(span) };
}

/** The service that wrote a span; `unknown_service` where its resource has no name, as OpenTelemetry says. */
export function toServiceName(span: Pick<SpanRecord, 'resource'>): string {
  const name = span.resource.attributes['service.name'];
  return typeof name === 'string' && name !== '' ? name : 'unknown_service';
}

/**
 * The *requests* among spans: of each (trace, service, route) the first entry span by start time, then by span id.
 * Retries of one attempt come in bursts, so that only the first attempt counts.
 */
export function toRequests(spans: Iterable<SpanRecord>): readonly SpanRecord[] {
  const first = new Map<string, SpanRecord>();
  for (const span of spans) {
    const request = toRequestKey(span);
    if (request === undefined) continue;
    const key = JSON.stringify([request.traceId, request.service, request.route, request.shadow]);
    const known = first.get(key);
    if (known === undefined || isBefore(span, known)) first.set(key, span);
  }
  return [...first.values()];
}

function isBefore(a: SpanRecord, b: SpanRecord): boolean {
  return a.startNano === b.startNano ? a.spanId < b.spanId : a.startNano < b.startNano;
}
