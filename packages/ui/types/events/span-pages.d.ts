import type { SpanRow } from '@seatrial/store';
/** Rows of one question. */
export declare const pageSize = 400;
/** Rows that were loaded, the newest first, each once. */
export interface SpanPages {
  readonly rows: readonly SpanRow[];
  /** True where no older one matches. */
  readonly complete: boolean;
}
export declare const noPages: SpanPages;
/** Where to ask for older ones: all that began before the millisecond after the oldest row's. */
export declare function toNextEnd({ rows }: SpanPages): number | undefined;
/** Adds older rows. A page in which nothing was new ends it, since a whole page lies in one millisecond then. */
export declare function addOlder(pages: SpanPages, older: readonly SpanRow[]): SpanPages;
/** Adds what arrived, the newest on top, and keeps `most` rows: older ones are asked for again when somebody scrolls there. */
export declare function addArrived(pages: SpanPages, arrived: readonly SpanRow[], most: number): SpanPages;
