import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toLineDiff } from './line-diff.ts';

const texts = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));

it('gives both texts back, each line numbered as it was', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const diff = toLineDiff(before, after);
      const lines = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
      const older = diff.filter(({ kind }) => kind !== 'added');
      const newer = diff.filter(({ kind }) => kind !== 'removed');
      expect(older.map(({ text }) => text)).toEqual(lines(before));
      expect(newer.map(({ text }) => text)).toEqual(lines(after));
      expect(older.map((line) => line.before)).toEqual(older.map((_, index) => index + 1));
      expect(newer.map((line) => line.after)).toEqual(newer.map((_, index) => index + 1));
    }),
  );
});

it('keeps as many lines as can be kept, and shows what replaced a line below it', () => {
  const kinds = toLineDiff('a\nb\nc\nd', 'a\nx\nc\ny\nd').map(({ kind, text }) => `${kind} ${text}`);
  expect(kinds).toEqual(['same a', 'removed b', 'added x', 'same c', 'added y', 'same d']);
  expect(toLineDiff('', 'a\n')).toEqual([{ kind: 'added', text: 'a', before: null, after: 1 }]);
});

it('does not search through texts of thousands of lines', () => {
  const long = (word: string): string => Array.from({ length: 3000 }, (_, index) => `${word} ${index}`).join('\n');
  const diff = toLineDiff(`start\n${long('old')}\nend`, `start\n${long('new')}\nend`);
  expect(diff.filter(({ kind }) => kind === 'same')).toHaveLength(2);
  expect(diff).toHaveLength(6002);
});
