import type { Span } from '@opentelemetry/api';

/** A point in time on the monotonic clock, in milliseconds. */
export type Moment = number;

export function now(): Moment {
  return performance.now();
}

/** That point as an end time for the span: milliseconds since 1970, never before its start. */
export function toEndTime(span: Span, moment: Moment): number {
  const time = Date.now() - (performance.now() - moment);
  const { startTime } = span as { readonly startTime?: readonly number[] };
  if (!Array.isArray(startTime)) return time;
  const [seconds = 0, nanos = 0] = startTime;
  return Math.max(time, seconds * 1000 + nanos / 1e6);
}
