import type { JsonValue } from '@seatrial/store';

/** Rows as RFC 4180 has them, but for line ends, which are those of text files here; NULL is empty. */
export function formatCsv(names: readonly string[], rows: readonly (readonly JsonValue[])[]): string {
  return [names, ...rows].map((row) => row.map(toField).join(',')).join('\n');
}

function toField(value: JsonValue): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // An empty text is not NULL.
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
