import { expect, it } from 'vitest';
import { diff } from './diff.ts';
import { diffCases } from './macrobase.ts';

function toLines(text: string): readonly (readonly string[])[] {
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
}

it.each(diffCases)("equals the expected rows of MacroBase's $name", ({ rows, expected, ...options }) => {
  const found = diff(
    toLines(rows).map((words) => ({
      values: words.slice(0, -2),
      outliers: Number(words.at(-2)),
      others: Number(words.at(-1)),
    })),
    options,
  );
  const round = (value: number): string => value.toPrecision(12);
  const written = found.map((row) =>
    [...row.values, round(row.support), round(row.ratio), row.outliers, row.rows].join(' '),
  );
  const wanted = toLines(expected).map((words) =>
    [...words.slice(0, -4), ...words.slice(-4, -2).map((word) => round(Number(word))), ...words.slice(-2)].join(' '),
  );
  expect(written.toSorted()).toEqual(wanted.toSorted());
});
