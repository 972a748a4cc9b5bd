import type { SpanRow } from '@seatrial/store';

/** Rows of one question. */
export const pageSize = 400;

/** Rows that were loaded, the newest first, each once. */
export interface SpanPages {
  readonly rows: readonly SpanRow[];
  /** True where no older one matches. */
  readonly complete: boolean;
}

export const noPages: SpanPages = { rows: [], complete: false };

/** Where to ask for older ones: all that began before the millisecond after the oldest row's. */
export function toNextEnd({ rows }: SpanPages): number | undefined {
  const oldest = rows.at(-1);
  return oldest === undefined ? undefined : Date.parse(oldest.start) + 1;
}

/** Adds older rows. A page in which nothing was new ends it, since a whole page lies in one millisecond then. */
export function addOlder(pages: SpanPages, older: readonly SpanRow[]): SpanPages {
  const known = new Set(pages.rows.slice(-pageSize * 2).map(({ cursor }) => cursor));
  const fresh = older.filter(({ cursor }) => !known.has(cursor));
  return { rows: [...pages.rows, ...fresh], complete: older.length < pageSize || fresh.length === 0 };
}

/** Adds what arrived, the newest on top, and keeps `most` rows: older ones are asked for again when somebody scrolls there. */
export function addArrived(pages: SpanPages, arrived: readonly SpanRow[], most: number): SpanPages {
  const known = new Set(pages.rows.slice(0, pageSize).map(({ cursor }) => cursor));
  const fresh = arrived.filter(({ cursor }) => !known.has(cursor)).toReversed();
  if (fresh.length === 0) return pages;
  const rows = [...fresh, ...pages.rows];
  return rows.length <= most ? { ...pages, rows } : { rows: rows.slice(0, most), complete: false };
}
