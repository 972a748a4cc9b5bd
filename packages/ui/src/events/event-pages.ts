/** Rows of one question. */
export const pageSize = 400;

/** What is listed: a span or a log. */
export interface EventRow {
  /** Place in the order of arrival. */
  readonly cursor: number;
}

/** Rows that were loaded, the newest first, each once. */
export interface EventPages<R extends EventRow> {
  readonly rows: readonly R[];
  /** True where no older one matches. */
  readonly complete: boolean;
}

/** Adds older rows. A page in which nothing was new ends it, since a whole page lies in one millisecond then. */
export function addOlder<R extends EventRow>(pages: EventPages<R>, older: readonly R[]): EventPages<R> {
  const known = new Set(pages.rows.slice(-pageSize * 2).map(({ cursor }) => cursor));
  const fresh = older.filter(({ cursor }) => !known.has(cursor));
  return { rows: [...pages.rows, ...fresh], complete: older.length < pageSize || fresh.length === 0 };
}

/** Adds what arrived, the newest on top, and keeps `most` rows: older ones are asked for again when somebody scrolls there. */
export function addArrived<R extends EventRow>(
  pages: EventPages<R>,
  arrived: readonly R[],
  most: number,
): EventPages<R> {
  const known = new Set(pages.rows.slice(0, pageSize).map(({ cursor }) => cursor));
  const fresh = arrived.filter(({ cursor }) => !known.has(cursor)).toReversed();
  if (fresh.length === 0) return pages;
  const rows = [...fresh, ...pages.rows];
  return rows.length <= most ? { ...pages, rows } : { rows: rows.slice(0, most), complete: false };
}
