import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Terminal } from '../terminal.ts';

export interface Column<T> {
  readonly head: string;
  readonly value: (row: T) => string;
  /** Default `left`. */
  readonly align?: 'left' | 'right';
  /** Where the table is too wide, columns of the highest number go first; absent ones stay, shortened if need be. */
  readonly drop?: number;
}

const gap = 2;
const least = 8;

/**
 * A table that is never wider than the terminal: first the columns that may go are left out, then long cells shortened.
 * Columns without a value in any row are left out as well.
 */
export function formatTable<T>(rows: readonly T[], columns: readonly Column<T>[], terminal: Terminal): string {
  const filled = columns.filter((column) => rows.some((row) => column.value(row) !== ''));
  const fitting = fitColumns(rows, filled, terminal.width);
  const table = new Table({
    head: fitting.map(({ column, width }) => terminal.paint('bold', shorten(column.head, width))),
    colAligns: fitting.map(({ column }) => column.align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...noLines, middle: ' '.repeat(gap) },
  });
  for (const row of rows) table.push(fitting.map(({ column, width }) => shorten(column.value(row), width)));
  return table.toString().replaceAll(/[ \t]+$/gm, '');
}

const noLines = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);

interface Fitted<T> {
  readonly column: Column<T>;
  readonly width: number;
}

function fitColumns<T>(rows: readonly T[], columns: readonly Column<T>[], most: number): readonly Fitted<T>[] {
  let fitted = columns.map((column) => ({
    column,
    width: Math.max(stringWidth(column.head), ...rows.map((row) => stringWidth(column.value(row)))),
  }));
  while (toWidth(fitted) > most) {
    const next = fitted.reduce<Fitted<T> | undefined>(
      (worst, entry) => ((entry.column.drop ?? 0) > (worst?.column.drop ?? 0) ? entry : worst),
      undefined,
    );
    if (next === undefined) break;
    fitted = fitted.filter((entry) => entry !== next);
  }
  while (toWidth(fitted) > most) {
    const widest = fitted.toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined || widest.width <= least) break;
    fitted = fitted.map((entry) => (entry === widest ? { ...entry, width: entry.width - 1 } : entry));
  }
  while (toWidth(fitted) > most && fitted.length > 1) fitted = fitted.slice(0, -1);
  return fitted;
}

function toWidth<T>(fitted: readonly Fitted<T>[]): number {
  return fitted.reduce((sum, entry) => sum + entry.width, 0) + gap * (fitted.length - 1);
}

/** The text in at most `width` columns, with an ellipsis where something was cut. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept}…`;
}
