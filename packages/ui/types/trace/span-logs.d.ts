import type { ReactElement } from 'react';
import type { LogRow, SpanRow } from '@seatrial/store';
/** What the span logged, at its time. */
export declare function SpanLogs({
  span,
  logs,
}: {
  readonly span: SpanRow;
  readonly logs: readonly LogRow[];
}): ReactElement | undefined;
