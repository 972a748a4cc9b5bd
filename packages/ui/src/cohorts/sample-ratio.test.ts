import { expect, it } from 'vitest';
import { parseDeclared, toMismatchChance } from './sample-ratio.ts';

it.each([
  [
    'on:20,off:80',
    [
      ['on', 0.2],
      ['off', 0.8],
    ],
  ],
  [
    'on=1, off=1',
    [
      ['on', 0.5],
      ['off', 0.5],
    ],
  ],
  [
    'on:20%,off:80%',
    [
      ['on', 0.2],
      ['off', 0.8],
    ],
  ],
])('reads %s', (text, shares) => expect([...(parseDeclared(text) ?? [])]).toEqual(shares));

it('reads nothing where nothing was declared', () => {
  expect([parseDeclared(undefined), parseDeclared(''), parseDeclared('half'), parseDeclared('a:0')]).toEqual(
    Array.from({ length: 4 }),
  );
});

// Tables of chi-squared: 3.841 is the 95 % point of one degree of freedom, 5.991 of two, 7.815 of three.
it.each([
  [[500 + Math.sqrt(3.841459 * 250), 500 - Math.sqrt(3.841459 * 250)], 0.05],
  [[500, 500], 1],
  [[600, 400], 2.54e-10],
])('two counts %j against even shares come by chance %s', (counts, chance) => {
  const named = new Map(counts.map((count, index) => [String(index), count]));
  const declared = new Map(counts.map((_, index) => [String(index), 0.5]));
  const found = toMismatchChance(named, declared) ?? -1;
  expect(Math.abs(found - chance)).toBeLessThan(Math.max(1e-3 * chance, 1e-12));
});

it('knows more than two values, by their own degrees of freedom', () => {
  const toCounts = (statistic: number, values: number): ReadonlyMap<string, number> => {
    // One value off by d, the others sharing it, makes d²·(1/e + 1/(e·(k − 1))).
    const expected = 1000;
    const off = Math.sqrt(statistic / (1 / expected + 1 / (expected * (values - 1))));
    return new Map(
      Array.from({ length: values }, (_, index) => [
        String(index),
        index === 0 ? expected + off : expected - off / (values - 1),
      ]),
    );
  };
  const even = (values: number): ReadonlyMap<string, number> =>
    new Map(Array.from({ length: values }, (_, index) => [String(index), 1 / values]));
  expect(toMismatchChance(toCounts(5.991465, 3), even(3))).toBeCloseTo(0.05, 5);
  expect(toMismatchChance(toCounts(7.814728, 4), even(4))).toBeCloseTo(0.05, 5);
  expect(toMismatchChance(toCounts(9.487729, 5), even(5))).toBeCloseTo(0.05, 5);
});

it('takes a value that was not declared for a mismatch, and says nothing without requests', () => {
  expect(
    toMismatchChance(
      new Map([
        ['on', 5],
        ['blue', 1],
      ]),
      new Map([
        ['on', 0.5],
        ['off', 0.5],
      ]),
    ),
  ).toBe(0);
  expect(
    toMismatchChance(
      new Map(),
      new Map([
        ['on', 0.5],
        ['off', 0.5],
      ]),
    ),
  ).toBeNull();
});
