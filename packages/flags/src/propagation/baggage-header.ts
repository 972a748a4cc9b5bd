import { entryName } from './entry.ts';

/** What W3C Baggage lets a header have in total. https://www.w3.org/TR/baggage/#limits */
const headerLimits = { characters: 8192, entries: 64 } as const;

export interface SplitHeader {
  /** The header without Seatrial's entry, otherwise letter by letter as it came; `''` where nothing is left. */
  readonly rest: string;
  /** The value of Seatrial's entry. */
  readonly entry: string | undefined;
}

/** Takes Seatrial's entry out of a `baggage` header. */
export function splitHeader(header: string): SplitHeader {
  if (!header.includes(entryName)) return { rest: header, entry: undefined };
  let entry: string | undefined;
  const rest = header.split(',').filter((member) => {
    const at = member.indexOf('=');
    if (at < 0 || member.slice(0, at).trim() !== entryName) return true;
    entry ??= member
      .slice(at + 1)
      .split(';', 1)[0]
      ?.trim();
    return false;
  });
  return { rest: rest.join(','), entry };
}

/** The application's header with Seatrial's entry at its end; the application's alone where both are too much. */
export function joinHeader(header: string, entry: string | undefined): string {
  if (entry === undefined) return header;
  if (header === '') return entry;
  const fits =
    header.length + 1 + entry.length <= headerLimits.characters && header.split(',').length < headerLimits.entries;
  return fits ? `${header},${entry}` : header;
}
