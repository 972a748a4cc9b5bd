import { trace } from '@opentelemetry/api';

interface Delegating {
  getDelegate(): object;
}

/**
 * The class name of the tracer provider that is registered in this process, by whichever copy of the API;
 * `undefined` where there is none.
 */
export function detectTracerProvider(): string | undefined {
  let provider: object = trace.getTracerProvider();
  if (isDelegating(provider)) provider = provider.getDelegate();
  // Bundlers append $1 to a name that they met twice.
  const name = provider.constructor.name.replace(/\$\d+$/, '');
  return name === 'NoopTracerProvider' || name === 'ProxyTracerProvider' ? undefined : name;
}

function isDelegating(provider: object): provider is Delegating {
  return typeof (provider as Partial<Delegating>).getDelegate === 'function';
}
