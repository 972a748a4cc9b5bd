import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { sayLine } from './line.ts';
import type { PropagatorName } from './options.ts';

const propagators: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  tracecontext: () => new W3CTraceContextPropagator(),
  baggage: () => new W3CBaggagePropagator(),
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/** The propagator of an option; `undefined` leaves the choice to `OTEL_PROPAGATORS`. */
export function toPropagator(
  option: readonly (TextMapPropagator | PropagatorName)[] | undefined,
): TextMapPropagator | undefined {
  if (option === undefined) return undefined;
  return new CompositePropagator({
    propagators: option.flatMap((entry) => {
      if (typeof entry !== 'string') return [entry];
      if (Object.hasOwn(propagators, entry)) return [propagators[entry]()];
      sayLine(
        `propagator "${entry as string}" is not known and is left out. Known: ${Object.keys(propagators).join(', ')}.`,
      );
      return [];
    }),
  });
}
