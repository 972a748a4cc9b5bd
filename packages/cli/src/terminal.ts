import { styleText } from 'node:util';
import { toPrintable } from './printable.ts';

export type Style = Parameters<typeof styleText>[0];

/** Where a command writes: rows and answers to stdout, everything about them to stderr. */
export interface Terminal {
  /** Columns of stdout; unlimited where it is no terminal. */
  readonly width: number;
  /** True where stdout is a terminal that shows lines being rewritten. */
  readonly live: boolean;
  print(text: string): void;
  say(text: string): void;
  /** Coloured where stdout takes colours (NO_COLOR, FORCE_COLOR and whether it is a terminal decide). */
  paint(style: Style, text: string): string;
}

export function createTerminal(): Terminal {
  const columns = Number(process.env['COLUMNS']) || process.stdout.columns;
  return {
    width: columns > 0 ? columns : Number.POSITIVE_INFINITY,
    live: process.stdout.isTTY,
    print: (text) => void process.stdout.write(`${toPrintable(text)}\n`),
    say: (text) => void process.stderr.write(`${toPrintable(text)}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}
