import type { JsonValue } from '@seatrial/store';

/** A value as a cell shows it. */
export function toText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
