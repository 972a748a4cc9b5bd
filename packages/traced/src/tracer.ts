import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import type { Tracer, TracerProvider } from '@opentelemetry/api';

const scope = '@seatrial/traced';
/** What the API hands out while no SDK is registered. */
const absent = new ProxyTracerProvider().getDelegate();

let provider: TracerProvider | undefined;
let tracer: Tracer | undefined;

/**
 * The registered provider's tracer; `undefined` while no SDK is registered, so that a call then costs a comparison.
 * Asked for at each call: a tracer that is kept stays with the provider that it came from, which tests replace.
 */
export function findTracer(): Tracer | undefined {
  const registered = trace.getTracerProvider();
  const current = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  if (current === absent) return undefined;
  if (current !== provider) {
    tracer = current.getTracer(scope);
    provider = current;
  }
  return tracer;
}
