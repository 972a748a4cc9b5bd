import type { Attributes, HrTime, SpanKind, SpanStatus } from '@opentelemetry/api';

/** An event of a recorded span. */
export interface RecordedEvent {
  readonly name: string;
  readonly attributes?: Attributes | undefined;
}

/** What a test sees of a span: the shape of the SDK's ReadableSpan, of 2.x and 3.x, as far as it is needed. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly events: readonly RecordedEvent[];
  readonly status: SpanStatus;
  readonly ended: boolean;
  readonly startTime: HrTime;
  readonly parentSpanContext?: { readonly spanId: string } | undefined;
  spanContext(): { readonly traceId: string; readonly spanId: string };
}

/** A span and what was made inside of it, in the order of their starts. */
export interface SpanNode {
  readonly span: RecordedSpan;
  readonly spans: readonly SpanNode[];
}

/** Spans whose parent was not recorded are roots. */
export function toTrees(spans: readonly RecordedSpan[]): readonly SpanNode[] {
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  const under = (parent: string | undefined): readonly SpanNode[] =>
    spans
      .filter((span) => {
        const id = span.parentSpanContext?.spanId;
        return parent === undefined ? id === undefined || !known.has(id) : id === parent;
      })
      .map((span) => ({ span, spans: under(span.spanContext().spanId) }));
  return under(undefined);
}
