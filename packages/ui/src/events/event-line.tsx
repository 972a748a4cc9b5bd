import { memo } from 'react';
import type { ReactElement } from 'react';
import { Text } from '../parts/text.tsx';
import type { Column } from './event-kind.ts';
import type { EventRow } from './event-pages.ts';

export interface EventLineProps<R extends EventRow> {
  readonly row: R;
  readonly columns: readonly Column<R>[];
  /** Among all rows, from 0. */
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  readonly error: boolean;
  /** The version that is compared, where one is. */
  readonly candidate: string | undefined;
  readonly onSelect: (row: R) => void;
  readonly onOpen: (row: R) => void;
}

/** Characters of a cell; the rest is in the event itself. */
const mostCharacters = 500;

/** An event in one line; drawn again only when something of it changes. */
export const EventLine: <R extends EventRow>(props: EventLineProps<R>) => ReactElement = memo(
  drawLine,
) as typeof drawLine;

function drawLine<R extends EventRow>(props: EventLineProps<R>): ReactElement {
  const { row, columns, index, top, selected, error, candidate, onSelect, onOpen } = props;
  return (
    <div
      id={`event-${row.cursor}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="event-row"
      data-error={error}
      style={{ gridTemplateColumns: toTemplate(columns), transform: `translateY(${top}px)` }}
      onClick={() => onSelect(row)}
      onDoubleClick={() => onOpen(row)}
    >
      {columns.map(({ name, look, text }) => (
        <Cell key={name} look={look} text={text(row)} candidate={candidate} />
      ))}
    </div>
  );
}

export function toTemplate(columns: readonly { readonly width: string }[]): string {
  return columns.map(({ width }) => width).join(' ');
}

interface CellProps {
  readonly look: Column<never>['look'];
  readonly text: string;
  readonly candidate: string | undefined;
}

function Cell({ look, text, candidate }: CellProps): ReactElement {
  const shown = text.slice(0, mostCharacters);
  const colour = candidate === undefined ? '' : shown === candidate ? 'candidate' : 'baseline';
  if (look === 'release')
    return (
      <span role="gridcell">
        {shown !== '' && (
          <span className={`swatch ${colour}`}>
            <Text of={shown} />
          </span>
        )}
      </span>
    );
  return (
    <span role="gridcell" className={look === 'time' ? 'number' : (look ?? '')} title={shown}>
      <Text of={shown} />
    </span>
  );
}
