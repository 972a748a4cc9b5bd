import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BloomFilter } from './bloom-filter.ts';

it('has every key that it was made of, over its bytes as well', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xff_ff_ff_ff })), (keys) => {
      const filter = new BloomFilter(BloomFilter.of(keys).bytes);
      expect(keys.filter((key) => !filter.has(key))).toEqual([]);
    }),
  );
});

it('says yes to few that it does not hold', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => index * 7919);
  const filter = BloomFilter.of(keys);
  const wrong = Array.from({ length: 50_000 }, (_, index) => index * 7919 + 1).filter((key) => filter.has(key));
  expect(wrong.length).toBeLessThan(250);
});
