export { expectSpans } from './expect-spans.ts';
export type { ExpectedSpan, ExpectedValue } from './expected-span.ts';
export { createSpanRecorder, recordSpans } from './recording.ts';
export type { SpanRecorder, SpanRecording } from './recording.ts';
export type { RecordedEvent, RecordedSpan } from './recorded-span.ts';
