import type { RegisterOptions } from '../options.ts';
import type { MutableAttributes } from './redact.ts';
import { isSecretName, redacted } from './secret-name.ts';

const prefix = /^http\.(?:request|response)\.header\.(.+)$/;

/** Header values of secrets' names. Instrumentations write headers only where they are told to. */
export function redactHeaders(attributes: MutableAttributes): void {
  for (const name of Object.keys(attributes)) {
    const header = prefix.exec(name)?.[1];
    if (header !== undefined && isSecretName(header)) attributes[name] = [redacted];
  }
}

/** True where an instrumentation is told to write headers, or may be. */
export function writesHeaders({ instrumentationConfig, instrumentations }: RegisterOptions): boolean {
  if (Array.isArray(instrumentations) && instrumentations.some((entry) => entry !== 'auto')) return true;
  return Object.values(instrumentationConfig ?? {}).some((settings) => 'headersToSpanAttributes' in (settings ?? {}));
}
