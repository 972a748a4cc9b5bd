import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import type { SpanRow } from '@seatrial/store';
import { Text } from '../parts/text.tsx';
import { useRowWindow } from '../parts/use-row-window.ts';
import type { Column } from './columns.ts';
import { EventRow, toTemplate } from './event-row.tsx';

const rowHeight = 28;
/** Rows before the end at which older ones are asked for. */
const lookAhead = 40;

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
export function EventGrid(props: EventGridProps): ReactElement {
  const { rows, columns, complete, candidate, selected, onSelect, onOpen, onEnd, onTop } = props;
  const box = useRef<HTMLDivElement>(null);
  const { first, end, height, reveal } = useRowWindow({ box, count: rows.length, rowHeight, headHeight: rowHeight });
  useEffect(() => {
    if (rows.length > 0 && end >= rows.length - lookAhead) onEnd();
  });
  const at = useMemo(
    () => (selected === undefined ? -1 : rows.findIndex(({ cursor }) => cursor === selected.cursor)),
    [rows, selected],
  );
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && selected !== undefined) return onOpen(selected);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: 20,
      PageUp: -20,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step === undefined) return undefined;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, at + step));
    const span = rows[next];
    if (span !== undefined) onSelect(span);
    return reveal(next);
  };
  const grid = { gridTemplateColumns: toTemplate(columns) };
  return (
    <div
      ref={box}
      className="event-grid"
      role="grid"
      aria-label="Events"
      aria-rowcount={complete ? rows.length + 1 : -1}
      aria-colcount={columns.length}
      aria-activedescendant={at === -1 ? undefined : `event-${rows[at]?.cursor}`}
      tabIndex={0}
      onKeyDown={move}
      onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < rowHeight)}
    >
      <div role="rowgroup" className="event-head">
        <div role="row" aria-rowindex={1} className="event-row" style={grid}>
          {columns.map(({ name, title, numeric }) => (
            <span key={name} role="columnheader" className={numeric ? 'number' : ''}>
              <Text of={title} />
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height, position: 'relative' }}>
        {rows.slice(first, end).map((span, place) => (
          <EventRow
            key={span.cursor}
            {...{ span, columns, candidate, onSelect, onOpen }}
            index={first + place}
            top={(first + place) * rowHeight}
            selected={first + place === at}
          />
        ))}
      </div>
    </div>
  );
}
