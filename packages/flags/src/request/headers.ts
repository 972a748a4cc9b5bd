import type { TextMapGetter } from '@opentelemetry/api';

/** A header by its name in lower case; the first of several, `undefined` where it is absent or empty. */
export type Headers = (name: string) => string | undefined;

export function toHeaders<C>(carrier: C, getter: TextMapGetter<C>): Headers {
  return (name) => {
    const value: unknown = getter.get(carrier, name);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' && first !== '' ? first : undefined;
  };
}

/** The value of one cookie (RFC 6265, section 5.4), decoded where it can be. */
export function findCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  }
  return undefined;
}
