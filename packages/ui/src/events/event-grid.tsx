import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactElement } from 'react';
import { Text } from '../parts/text.tsx';
import { useRowWindow } from '../parts/use-row-window.ts';
import type { Column } from './event-kind.ts';
import { EventLine, toTemplate } from './event-line.tsx';
import type { EventRow } from './event-pages.ts';

const rowHeight = 28;
/** Rows before the end at which older ones are asked for. */
const lookAhead = 40;

export interface EventGridProps<R extends EventRow> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly isError: (row: R) => boolean;
  readonly complete: boolean;
  readonly candidate: string | undefined;
  readonly selected: R | undefined;
  readonly onSelect: (row: R) => void;
  readonly onOpen: (row: R) => void;
  readonly onEnd: () => void;
  /** Called with whether the newest row is in sight. */
  readonly onTop: (top: boolean) => void;
}

/** Events, one a line: only the lines in sight are there. */
export function EventGrid<R extends EventRow>(props: EventGridProps<R>): ReactElement {
  const { label, rows, columns, isError, complete, candidate, selected, onSelect, onOpen, onEnd, onTop } = props;
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
    const row = rows[next];
    if (row !== undefined) onSelect(row);
    return reveal(next);
  };
  const grid = { gridTemplateColumns: toTemplate(columns) };
  return (
    <div
      ref={box}
      className="event-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={complete ? rows.length + 1 : -1}
      aria-colcount={columns.length}
      aria-activedescendant={at === -1 ? undefined : `event-${rows[at]?.cursor}`}
      tabIndex={0}
      onKeyDown={move}
      onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < rowHeight)}
    >
      <div role="rowgroup" className="event-head">
        <div role="row" aria-rowindex={1} className="event-row" style={grid}>
          {columns.map(({ name, title, look }) => (
            <span key={name} role="columnheader" className={look === 'number' ? 'number' : ''}>
              <Text of={title} />
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height, position: 'relative' }}>
        {rows.slice(first, end).map((row, place) => (
          <EventLine
            key={row.cursor}
            {...{ row, columns, candidate, onSelect, onOpen }}
            error={isError(row)}
            index={first + place}
            top={(first + place) * rowHeight}
            selected={first + place === at}
          />
        ))}
      </div>
    </div>
  );
}
