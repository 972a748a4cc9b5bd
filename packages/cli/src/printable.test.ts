import { styleText } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toPrintable } from './printable.ts';

it.each([
  ['a title', '\u001B]0;you have been\u0007GET /', '\\u001b]0;you have been\\u0007GET /'],
  ['a line above', '\u001B[2A\u001B[Jok', '\\u001b[2A\\u001b[Jok'],
  ['the same line', 'failed\rok    ', 'failed\\u000dok    '],
  ['a control sequence of one unit', '\u009B2J', '\\u009b2J'],
  ['hidden text', '\u001B[8mfailed', '\\u001b[8mfailed'],
  ['the direction of text', 'exe.\u202Egpj', 'exe.\\u202egpj'],
])('a name cannot write over %s', (_what, name, shown) => {
  expect(toPrintable(name)).toBe(shown);
});

it('lines, tabs, colours and every other script stay', () => {
  const painted = styleText(['bold', 'red'], 'REGRESSED', { validateStream: false });
  for (const text of [`${painted}\n\tא δ 例 🚢`, 'a,b\r\n1,2\r\n']) expect(toPrintable(text)).toBe(text);
});

it('JSON stays the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(toPrintable(JSON.stringify({ [text]: text })))).toEqual({ [text]: text });
    }),
  );
});
