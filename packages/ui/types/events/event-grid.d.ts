import type { ReactElement } from 'react';
import type { SpanRow } from '@seatrial/store';
import type { Column } from './columns.ts';
export interface EventGridProps {
  readonly rows: readonly SpanRow[];
  readonly columns: readonly Column[];
  readonly complete: boolean;
  readonly candidate: string | undefined;
  readonly selected: SpanRow | undefined;
  readonly onSelect: (span: SpanRow) => void;
  readonly onOpen: (span: SpanRow) => void;
  readonly onEnd: () => void;
  /** Called with whether the newest row is in sight. */
  readonly onTop: (top: boolean) => void;
}
/** Spans, one a line: only the lines in sight are there. */
export declare function EventGrid(props: EventGridProps): ReactElement;
