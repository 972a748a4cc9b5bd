import { limits } from '@seatrial/model';
import { types } from 'node:util';
import type { CapturedPlace, TracedOptions } from './options.ts';

const secret =
  /pass(?:word|wd|phrase|code)|secret|token|auth|cookie|session|api.?key|credential|private.?key|card|cvv|cvc|iban|ssn/i;

/** Values that cannot be recorded as they are, as text. */
type Simple = string | number | boolean;

/**
 * What a captured value is recorded as: text, numbers and booleans as they are, others as JSON, bounded in depth, items and
 * length. It runs no code of the value: no getter, no `toJSON`, no proxy trap, no iterator.
 */
export function formatCaptured(
  value: unknown,
  path: string,
  functionName: string,
  redact: TracedOptions['redact'] = redactSecrets,
): Simple | undefined {
  const kept = shrink(value, { path, function: functionName }, redact, 0, []);
  if (kept === undefined) return undefined;
  if (typeof kept === 'string') return cut(kept);
  if (typeof kept === 'number' || typeof kept === 'boolean') return kept;
  return cut(JSON.stringify(kept));
}

function redactSecrets(value: unknown, { path }: CapturedPlace): unknown {
  return secret.test(path.slice(path.lastIndexOf('.') + 1)) ? '[redacted]' : value;
}

function shrink(
  given: unknown,
  place: CapturedPlace,
  redact: NonNullable<TracedOptions['redact']>,
  depth: number,
  above: readonly unknown[],
): unknown {
  const value = redact(given, place);
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  const named = toNamedText(value);
  if (named !== undefined) return named;
  if (depth >= limits.capturedDepth) return Array.isArray(value) ? '[array]' : '[object]';
  const inside = (part: unknown, key: string): unknown =>
    shrink(part, { path: `${place.path}.${key}`, function: place.function }, redact, depth + 1, [...above, value]);
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(
    ([, descriptor]) => descriptor.enumerable === true && 'value' in descriptor,
  );
  const kept = entries
    .slice(0, limits.capturedItems)
    .map(([key, descriptor]) => [key, inside(descriptor.value, key)] as const);
  if (Array.isArray(value)) {
    const more = value.length - kept.length;
    return [...kept.map(([, part]) => part ?? null), ...(more > 0 ? [`… ${more} more`] : [])];
  }
  const more = entries.length - kept.length;
  return Object.fromEntries([...kept, ...(more > 0 ? [['…', `${more} more`] as const] : [])]);
}

/** Objects whose content is elsewhere than in their properties, or none of our business. */
function toNamedText(value: object): string | undefined {
  if (types.isProxy(value)) return '[proxy]';
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
  if (types.isRegExp(value)) return RegExp.prototype.toString.call(value);
  if (types.isNativeError(value)) return `[${value.name}: ${value.message}]`;
  if (types.isMap(value)) return `[map of ${value.size}]`;
  if (types.isSet(value)) return `[set of ${value.size}]`;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
  if (types.isPromise(value)) return '[promise]';
  return undefined;
}

function cut(text: string): string {
  return text.length <= limits.capturedLength ? text : `${text.slice(0, limits.capturedLength - 1)}…`;
}
