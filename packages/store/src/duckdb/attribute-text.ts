import { toJson } from '@seatrial/model';
import type { AttributeMap, AttributeValue } from '@seatrial/model';
import type { JsonValue } from '../rows.ts';

// Attributes are kept by their text form, by which they are searched, and beside it which of them were something else:
// `n:http.response.status_code␟b:cached`, the same text for many spans, which a column store keeps once.

/** Between the entries of `kinds`. */
export const separator = '\u001F';

/** The entry of an attribute in `kinds`, with its separator; empty for text. */
export function toKindEntry(name: string, value: AttributeValue): string {
  const kind = toKind(value);
  return kind === '' || name.includes(separator) ? '' : `${separator}${kind}:${name}`;
}

/** n number, b boolean, z null, j JSON; d NaN and infinities, i large integers, y bytes: JSON has these as text. */
function toKind(value: AttributeValue): '' | 'n' | 'd' | 'i' | 'b' | 'z' | 'y' | 'j' {
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return Number.isFinite(value) ? 'n' : 'd';
  if (typeof value === 'bigint') return 'i';
  if (typeof value === 'boolean') return 'b';
  if (value === null) return 'z';
  return value instanceof Uint8Array ? 'y' : 'j';
}

/** Reads attributes back: the map as JSON text, then those that have columns, by their kinds. */
export function fromAttributeText(
  mapJson: string,
  columns: readonly (readonly [string, string | number])[],
  kinds: string,
): { readonly [key: string]: JsonValue } {
  const texts = JSON.parse(mapJson) as Record<string, JsonValue>;
  for (const [key, value] of columns) define<JsonValue>(texts, key, value);
  for (const entry of kinds.split(separator)) {
    const key = entry.slice(2);
    const text = entry === '' ? undefined : texts[key];
    if (typeof text === 'string') define(texts, key, fromText(text, entry[0]));
  }
  return texts;
}

function fromText(text: string, kind: string | undefined): JsonValue {
  if (kind === 'n') return Number(text);
  if (kind === 'b') return text === 'true';
  if (kind === 'z') return null;
  return kind === 'j' ? (JSON.parse(text) as JsonValue) : text;
}

/** The attributes as they came, where {@link fromAttributeText} has them as JSON has them. Inside of lists and maps they are as JSON. */
export function toAttributes(json: { readonly [key: string]: JsonValue }, kinds: string): AttributeMap {
  const attributes = { ...json } as Record<string, AttributeValue>;
  for (const entry of kinds.split(separator)) {
    const key = entry.slice(2);
    const text = json[key];
    if (typeof text !== 'string') continue;
    if (entry.startsWith('d')) define(attributes, key, Number(text));
    if (entry.startsWith('i')) define(attributes, key, BigInt(text));
    if (entry.startsWith('y')) define(attributes, key, new Uint8Array(Buffer.from(text, 'base64')));
  }
  return attributes;
}

/** `texts[key] = value`, also for a key named `__proto__`. */
function define<T>(texts: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(texts, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Any value as JSON text. */
export function toJsonText(value: AttributeValue): string {
  return JSON.stringify(toJson(value));
}
