import type { SpanRecord } from '@seatrial/model';

/**
 * A span that announces another which is still open. Pydantic's logfire sends such a one under an id of its own, with the
 * open span as its parent and that one's parent in `logfire.pending_parent_id`; here it becomes the open span itself,
 * unfinished, so that the final one takes its place when it comes. Any other span is answered as it is.
 */
export function toFinalIdentity(span: SpanRecord): SpanRecord {
  if (span.attributes['logfire.span_type'] !== 'pending_span' || span.parentSpanId === '') return span;
  const parent = span.attributes['logfire.pending_parent_id'];
  const parentSpanId =
    typeof parent === 'string' && /^[0-9a-f]{16}$/.test(parent) && !/^0+$/.test(parent) ? parent : '';
  const attributes = { ...span.attributes, 'seatrial.unfinished': 'pending' };
  return { ...span, spanId: span.parentSpanId, parentSpanId, attributes };
}
