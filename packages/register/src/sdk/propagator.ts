import type { TextMapPropagator } from '@opentelemetry/api';
import { load } from '../load.ts';
import { sayLine } from '../line.ts';
import type { PropagatorName } from '../options.ts';

const propagators: Readonly<Record<PropagatorName, () => TextMapPropagator>> = {
  tracecontext: () => new (load('@opentelemetry/core').W3CTraceContextPropagator)(),
  baggage: () => new (load('@opentelemetry/core').W3CBaggagePropagator)(),
  b3: () => new (load('@opentelemetry/propagator-b3').B3Propagator)(),
  b3multi: () => {
    const { B3InjectEncoding, B3Propagator } = load('@opentelemetry/propagator-b3');
    return new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
  },
};

/**
 * The propagator of an option, else of `OTEL_PROPAGATORS`, else W3C trace context and baggage. `undefined` where the
 * variable says `none`, or names none that is known.
 */
export function toPropagator(
  option: readonly (TextMapPropagator | PropagatorName)[] | undefined,
): TextMapPropagator | undefined {
  const { CompositePropagator, getStringListFromEnv } = load('@opentelemetry/core');
  const listed: readonly (TextMapPropagator | string)[] = option ??
    getStringListFromEnv('OTEL_PROPAGATORS') ?? ['tracecontext', 'baggage'];
  if (listed.includes('none')) return undefined;
  const chosen = [...new Set(listed)].flatMap((entry) => {
    if (typeof entry !== 'string') return [entry];
    if (Object.hasOwn(propagators, entry)) return [propagators[entry as PropagatorName]()];
    sayLine(
      'bad-setting',
      `propagator "${entry}" is not known and is left out. Known: ${Object.keys(propagators).join(', ')}.`,
    );
    return [];
  });
  return chosen.length <= 1 ? chosen[0] : new CompositePropagator({ propagators: chosen });
}
