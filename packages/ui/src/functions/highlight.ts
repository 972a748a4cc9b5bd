import { classHighlighter, highlightCode } from '@lezer/highlight';
import { parser } from '@lezer/javascript';

/** A piece of a line with the class of its colour; the empty text where it has none. */
export interface Piece {
  readonly text: string;
  readonly className: string;
}

const typescript = parser.configure({ dialect: 'ts jsx' });

/** Lines of code cut into coloured pieces: text throughout, never HTML. */
export function highlight(code: string): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  highlightCode(
    code,
    typescript.parse(code),
    classHighlighter,
    (text, className) => lines.at(-1)?.push({ text, className }),
    () => lines.push([]),
  );
  return lines;
}
