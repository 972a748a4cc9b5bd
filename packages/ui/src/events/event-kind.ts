import type { ComponentType } from 'react';
import type { FilterSource } from '../filter/use-suggestions.ts';
import type { EventRow } from './event-pages.ts';

/** A column of the table: one that every row has, or any attribute by the name that a selector gives it. */
export interface Column<R> {
  readonly name: string;
  readonly title: string;
  readonly width: string;
  /** How its cells are set: figures to the right, identifiers in a fixed width. Default: as text. */
  readonly look?: 'number' | 'time' | 'mono' | 'release';
  readonly text: (row: R) => string;
}

/** The trace that a row belongs to. */
export interface EventPlace {
  readonly traceId: string;
  readonly spanId: string;
}

export interface EventDetailProps<R> {
  readonly row: R;
  readonly onFilter: (condition: string) => void;
  readonly onOpen: (row: R) => void;
}

/** What is particular to spans, or to logs, in a table of events. */
export interface EventKind<R extends EventRow & EventPlace> {
  readonly name: 'spans' | 'logs';
  /** Of the API, newest first; its stream is below it. */
  readonly path: string;
  /** One and many, in words. */
  readonly one: string;
  readonly fixed: readonly Column<R>[];
  readonly filter: FilterSource;
  readonly toTime: (row: R) => string;
  readonly isError: (row: R) => boolean;
  /** What a selector of this name looks at, as text. */
  readonly read: (row: R, name: string) => string;
  readonly Detail: ComponentType<EventDetailProps<R>>;
  /** Words of the command that shows the same. */
  readonly command: readonly string[];
}

/** The fixed columns and those that were asked for, joined by commas. */
export function toColumns<R extends EventRow & EventPlace>(
  { fixed, read }: EventKind<R>,
  names: string | undefined,
): readonly Column<R>[] {
  const more = (names ?? '').split(',').filter((name) => name !== '');
  return [
    ...fixed,
    ...more.map((name): Column<R> => ({
      name,
      title: name,
      width: 'minmax(120px, 0.5fr)',
      look: 'mono',
      text: (row) => read(row, name),
    })),
  ];
}
