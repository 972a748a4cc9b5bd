import { context, trace } from '@opentelemetry/api';
import { SeatrialError } from '@seatrial/model';
import type { RecordedSpan } from './recorded-span.ts';
import { createRecordingProvider } from './recording-tracer.ts';
import { createStorageContextManager } from './storage-context-manager.ts';

/** Spans that are being kept for a test. */
export interface SpanRecording {
  /** In the order of their starts, open ones included. */
  spans(): readonly RecordedSpan[];
  /** Forgets them: call it before each test. */
  reset(): void;
}

/** A recording that is a span processor of an SDK that you set up. */
export interface SpanRecorder extends SpanRecording {
  onStart(span: unknown, parentContext: unknown): void;
  onEnd(span: unknown): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

let current: SpanRecording | undefined;
let installed: SpanRecording | undefined;

/**
 * Keeps the spans of this process from now on. It registers a tracer provider, and a context manager where there is none,
 * so that a test needs no SDK; a second call answers with the first one's recording, emptied.
 *
 * @throws SeatrialError where an SDK is registered already: pass {@link createSpanRecorder} to that one instead.
 */
export function recordSpans(): SpanRecording {
  if (installed !== undefined) {
    installed.reset();
    current = installed;
    return installed;
  }
  const kept: RecordedSpan[] = [];
  if (!trace.setGlobalTracerProvider(createRecordingProvider((span) => void kept.push(span))))
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'recordSpans() found a tracer provider that is registered already, which it may not replace. Add createSpanRecorder() to the span processors of that SDK, and pass it to expectSpans(tree, recorder).',
    );
  // False where the program has one, which then carries our spans as well.
  context.setGlobalContextManager(createStorageContextManager());
  installed = toRecording(kept);
  current = installed;
  return installed;
}

/** A span processor that keeps the spans of an SDK which you set up, 2.x or 3.x, for {@link expectSpans}. */
export function createSpanRecorder(): SpanRecorder {
  const kept: RecordedSpan[] = [];
  const recorder: SpanRecorder = {
    ...toRecording(kept),
    onStart: (span) => void kept.push(span as RecordedSpan),
    onEnd() {},
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  current = recorder;
  return recorder;
}

/** The recording that was made last. */
export function currentRecording(): SpanRecording {
  if (current !== undefined) return current;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    'expectSpans() has no recording to look at. Call recordSpans() before the code that is tested, or pass createSpanRecorder() to your SDK.',
  );
}

function toRecording(kept: RecordedSpan[]): SpanRecording {
  return {
    spans: () => [...kept],
    reset: () => void kept.splice(0),
  };
}
