import type { SpanRow } from '@seatrial/store';
import type { SpanPages } from './span-pages.ts';
export interface SpanQuery {
  readonly where: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}
export interface Spans extends SpanPages {
  readonly error: Error | undefined;
  readonly loading: boolean;
  /** Asks for the page below. */
  readonly loadOlder: () => void;
  readonly addNewer: (arrived: readonly SpanRow[]) => void;
}
/** Spans that match, page by page, the newest first. */
export declare function useSpans({ where, from, to }: SpanQuery): Spans;
