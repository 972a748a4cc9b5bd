import { SeatrialError } from '@seatrial/model';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** Characters of an answer at most: some ten thousand tokens, so that one question does not fill a context. */
const mostCharacters = 40_000;
/** Of one text in it: stacks and statements are longer than what one reads. */
const longestText = 1500;

/**
 * An answer as JSON. The list of that name is cut where the whole is too long, and `left` says how many entries are not
 * shown.
 */
export function toAnswer(value: object, listName: string): CallToolResult {
  const list = (value as Readonly<Record<string, unknown>>)[listName];
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  let shown = entries.length;
  let text = write(value, listName, entries);
  while (text.length > mostCharacters && shown > 0) {
    shown = Math.floor(shown * Math.min(0.9, mostCharacters / text.length));
    text = write({ ...value, left: entries.length - shown }, listName, entries.slice(0, shown));
  }
  return { content: [{ type: 'text', text }] };
}

function write(value: object, listName: string, entries: readonly unknown[]): string {
  return JSON.stringify({ ...value, [listName]: entries }, (_, part: unknown) =>
    typeof part === 'string' && part.length > longestText
      ? `${part.slice(0, longestText)}… (${part.length} characters)`
      : part,
  );
}

/** A failure as the model is told of it: what was given, what is wrong, what to do. */
export function toFailure(error: unknown): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: SeatrialError.from(error).message }] };
}
