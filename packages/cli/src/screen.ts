import stringWidth from 'string-width';
import type { Terminal } from './terminal.ts';

/** What changes in place on a terminal, and is printed line by line elsewhere. */
export interface Screen {
  /** Takes the place of what was shown last; elsewhere `line` is printed, if it is another one than before. */
  show(block: string, line: string): void;
  /** Takes away what is shown on a terminal, for what is printed to stay. */
  clear(): void;
}

export function createScreen(terminal: Terminal): Screen {
  let shown = '';
  let lastLine = '';
  const erase = (): void => {
    if (shown === '') return;
    // Up to where the block began, and clear from there (ECMA-48: CUU, ED).
    process.stdout.write(`\r\u001B[${countRows(shown, terminal.width)}A\u001B[J`);
    shown = '';
  };
  return {
    show(block, line) {
      if (terminal.live) {
        erase();
        terminal.print(block);
        shown = block;
      } else if (line !== lastLine) terminal.print(`${new Date().toISOString().slice(11, 19)}Z  ${line}`);
      lastLine = line;
    },
    clear: erase,
  };
}

/** Rows of the terminal that a text takes, long lines wrapped. */
export function countRows(text: string, width: number): number {
  return text
    .split('\n')
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / Math.max(1, width))), 0);
}
