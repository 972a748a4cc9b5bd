import { toJson, toText } from '@seatrial/model';
import type { AttributeMap, AttributeValue } from '@seatrial/model';
import { DuckDBMapValue } from '@duckdb/node-api';
import type { JsonValue } from '../rows.ts';

const separator = '\u001F';

/** Attributes as a store keeps them: the text form, by which they are searched, and which of them were something else. */
export interface AttributeColumns {
  readonly map: DuckDBMapValue;
  /** `n:http.response.status_code␟b:cached`; the same text for many spans, which a column store keeps once. */
  readonly kinds: string;
}

export function toAttributeColumns(attributes: AttributeMap): AttributeColumns {
  const entries: { readonly key: string; readonly value: string }[] = [];
  let kinds = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    entries.push({ key, value: toText(value) });
    const kind = toKind(value);
    if (kind !== '' && !key.includes(separator))
      kinds += kinds === '' ? `${kind}:${key}` : `${separator}${kind}:${key}`;
  }
  return { map: new DuckDBMapValue(entries), kinds };
}

/** n number, b boolean, z null, j JSON; text, bytes and large integers are read back as text. */
function toKind(value: AttributeValue): '' | 'n' | 'b' | 'z' | 'j' {
  if (typeof value === 'number') return Number.isFinite(value) ? 'n' : '';
  if (typeof value === 'boolean') return 'b';
  if (value === null) return 'z';
  return typeof value === 'object' && !(value instanceof Uint8Array) ? 'j' : '';
}

/** Reads attributes back from the map as JSON text and their kinds. */
export function fromAttributeColumns(mapJson: string, kinds: string): { readonly [key: string]: JsonValue } {
  const texts = JSON.parse(mapJson) as Record<string, JsonValue>;
  if (kinds === '') return texts;
  for (const entry of kinds.split(separator)) {
    const key = entry.slice(2);
    const text = texts[key];
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

/** `texts[key] = value`, also for a key named `__proto__`. */
function define(texts: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(texts, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Any value as JSON text. */
export function toJsonText(value: AttributeValue): string {
  return JSON.stringify(toJson(value));
}
