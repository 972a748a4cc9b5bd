import { limits } from '@seatrial/model';

/** Letters, digits, `_`, `.`, `-`; others become `_`, and 100 characters are kept. `undefined` for what names nothing. */
export function toName(given: unknown): string | undefined {
  if (typeof given !== 'string' && typeof given !== 'number') return undefined;
  const text = String(given);
  if (text === '') return undefined;
  return (text.length > limits.flagKeyLength ? text.slice(0, limits.flagKeyLength) : text).replaceAll(/[^\w.-]/g, '_');
}

/** Half of a surrogate pair, as cutting leaves it, cannot be percent-encoded. */
export function toWellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}');
}
