import { expect, it } from 'vitest';
import { countRows } from './screen.ts';

it.each([
  ['', 80, 1],
  ['one', 80, 1],
  ['one\ntwo', 80, 2],
  ['one\n\nthree', 80, 3],
  ['x'.repeat(80), 80, 1],
  ['x'.repeat(81), 80, 2],
  ['日本語', 4, 2],
  ['\u001B[1mbold\u001B[22m', 4, 1],
])('%j takes on a terminal of %i columns %i rows', (text, width, rows) => {
  expect(countRows(text, width)).toBe(rows);
});
