import type { Context } from '@opentelemetry/api';
import type { Flags } from '@seatrial/flags';
import type { RequestReader } from '@seatrial/probes';
import { load } from '../load.ts';
import { touch } from './touched.ts';

/** What probes ask of the request that runs now, answered from OpenTelemetry's context. */
export function createRequestReader(flags: Flags | undefined): RequestReader {
  const { context, ROOT_CONTEXT, trace } = load('@opentelemetry/api');
  return {
    active() {
      const active = context.active();
      return active === ROOT_CONTEXT ? undefined : active;
    },
    cohort: (active) => flags?.knownAt(active as Context),
    touch: (active, name) => touch(trace.getSpan(active as Context), active as Context, name),
    trace(active) {
      const span = trace.getSpan(active as Context)?.spanContext();
      return span === undefined || (span.traceFlags & 1) === 0
        ? undefined
        : { traceId: span.traceId, spanId: span.spanId };
    },
  };
}
