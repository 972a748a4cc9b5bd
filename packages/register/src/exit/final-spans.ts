import type { Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { EndReason } from './ending.ts';

/**
 * Ends spans that are still open, marked with the reason, so that every processor (the stamp among them) treats them
 * like any other. The mark is written beside the limit of attributes, since nothing of the application's may make way.
 */
export function endOpenSpans(open: Iterable<ReadableSpan>, reason: EndReason): void {
  for (const span of open) {
    try {
      Object.assign(span.attributes, { 'seatrial.unfinished': reason });
      (span as ReadableSpan & Span).end();
    } catch {
      // A processor of the application's that throws at the end of a span must not stop the process from ending.
    }
  }
}
