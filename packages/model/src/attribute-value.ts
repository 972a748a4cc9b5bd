/**
 * A value of an attribute or log body, as OTLP's `AnyValue` defines it.
 * Integers beyond ±(2^53 − 1) are `bigint`; an empty `AnyValue` is `null`; bytes are `Uint8Array`.
 */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | AttributeMap;

/** Attributes by name. Made without a prototype, so that a key named `__proto__` is a key like any other. */
export interface AttributeMap {
  readonly [key: string]: AttributeValue;
}

/**
 * The text form of a value, in which selectors compare and every store searches.
 * Strings as they are, numbers and booleans as JavaScript prints them, bytes in base64, `null` as the empty text,
 * arrays and maps as JSON.
 */
export function toText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value === 'object') return JSON.stringify(toJson(value));
  return String(value);
}

/** A value that `JSON.stringify` takes: bytes as base64 text, `bigint` and numbers that JSON lacks as decimal text. */
export function toJson(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return toBase64(value);
  if (isList(value)) return value.map(toJson);
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of Object.entries(value)) copy[key] = toJson(entry);
  return copy;
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
