import { memo } from 'react';
import type { MemoExoticComponent, ReactElement } from 'react';
import type { SpanRow } from '@seatrial/store';
import { Text } from '../parts/text.tsx';
import type { Column } from './columns.ts';

export interface EventRowProps {
  readonly span: SpanRow;
  readonly columns: readonly Column[];
  /** Among all rows, from 0. */
  readonly index: number;
  readonly top: number;
  readonly selected: boolean;
  /** The version that is compared, where one is. */
  readonly candidate: string | undefined;
  readonly onSelect: (span: SpanRow) => void;
  readonly onOpen: (span: SpanRow) => void;
}

/** Characters of a cell; the rest is in the span itself. */
const mostCharacters = 500;

/** A span in one line; drawn again only when something of it changes. */
export const EventRow: MemoExoticComponent<(props: EventRowProps) => ReactElement> = memo(function EventRow(
  props: EventRowProps,
): ReactElement {
  const { span, columns, index, top, selected, candidate, onSelect, onOpen } = props;
  return (
    <div
      id={`event-${span.cursor}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="event-row"
      data-error={span.error}
      style={{ gridTemplateColumns: toTemplate(columns), transform: `translateY(${top}px)` }}
      onClick={() => onSelect(span)}
      onDoubleClick={() => onOpen(span)}
    >
      {columns.map((column) => (
        <Cell key={column.name} {...{ span, column, candidate }} />
      ))}
    </div>
  );
});

export function toTemplate(columns: readonly Column[]): string {
  return columns.map(({ width }) => width).join(' ');
}

const proportional: ReadonlySet<string> = new Set(['ring', 'service', 'status']);

function Cell({
  span,
  column: { name, numeric, text },
  candidate,
}: Pick<EventRowProps, 'span' | 'candidate'> & { readonly column: Column }): ReactElement {
  const shown = text(span).slice(0, mostCharacters);
  const colour = candidate === undefined ? '' : shown === candidate ? 'candidate' : 'baseline';
  if (name === 'release')
    return (
      <span role="gridcell">
        {shown !== '' && (
          <span className={`swatch ${colour}`}>
            <Text of={shown} />
          </span>
        )}
      </span>
    );
  const look = numeric || name === 'time' ? 'number' : proportional.has(name) ? '' : 'mono';
  return (
    <span role="gridcell" className={look} title={shown}>
      <Text of={shown} />
    </span>
  );
}
