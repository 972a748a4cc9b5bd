import { load } from '../load.ts';

interface Delegating {
  getDelegate(): object;
}

/**
 * The class name of the tracer provider that is registered in this process, by whichever copy of the API;
 * `undefined` where there is none.
 */
export function detectTracerProvider(): string | undefined {
  const provider = toDelegate(load('@opentelemetry/api').trace.getTracerProvider());
  // Bundlers append $1 to a name that they met twice.
  const name = provider.constructor.name.replace(/\$\d+$/, '');
  return name === 'NoopTracerProvider' || name === 'ProxyTracerProvider' ? undefined : name;
}

/** What is behind one of the API's proxies. */
export function toDelegate(provider: object): object {
  return isDelegating(provider) ? provider.getDelegate() : provider;
}

function isDelegating(provider: object): provider is Delegating {
  return typeof (provider as Partial<Delegating>).getDelegate === 'function';
}
