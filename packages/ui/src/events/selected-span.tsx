import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import type { SpanRow } from '@seatrial/store';
import type { EventDetailProps } from './event-kind.ts';
import { SpanDetail } from './span-detail.tsx';

/** The chosen span beside the table; it may come a moment later than the mark on its row. */
export const SelectedSpan: MemoExoticComponent<(props: EventDetailProps<SpanRow>) => ReactElement> = memo(
  function SelectedSpan({ row, onFilter, onOpen }: EventDetailProps<SpanRow>): ReactElement {
    return (
      <SpanDetail span={row} onFilter={onFilter}>
        <button type="button" className="button" onClick={() => onOpen(row)}>
          Open the trace <kbd>Enter</kbd>
        </button>
      </SpanDetail>
    );
  },
);
