import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import type { SpanRow } from '@seatrial/store';
import { SpanDetail } from './span-detail.tsx';

export interface SelectedSpanProps {
  readonly span: SpanRow;
  readonly onFilter: (condition: string) => void;
  readonly onOpen: (span: SpanRow) => void;
}

/** The chosen span beside the table; it may come a moment later than the mark on its row. */
export const SelectedSpan: MemoExoticComponent<(props: SelectedSpanProps) => ReactElement> = memo(
  function SelectedSpan({ span, onFilter, onOpen }: SelectedSpanProps): ReactElement {
    return (
      <aside aria-label="Event">
        <SpanDetail span={span} onFilter={onFilter}>
          <button type="button" className="button" onClick={() => onOpen(span)}>
            Open the trace <kbd>Enter</kbd>
          </button>
        </SpanDetail>
      </aside>
    );
  },
);
