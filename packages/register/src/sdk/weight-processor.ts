import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { samplingWeight, toSamplingWeight } from '@seatrial/model';

/**
 * Writes on each kept span how many it stands for, where its trace was sampled, by us or by the service that called.
 * In `onEnd` and beside the limit of attributes, like the stamp.
 */
export function createWeightProcessor(): SpanProcessor {
  let lastState: string | undefined;
  let lastWeight = 1;
  return {
    onStart() {},
    onEnd(span: ReadableSpan) {
      const state = span.spanContext().traceState?.get('ot');
      if (state === undefined) return;
      if (state !== lastState) {
        lastState = state;
        lastWeight = toSamplingWeight(state);
      }
      if (lastWeight !== 1) Object.assign(span.attributes, { [samplingWeight]: lastWeight });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
