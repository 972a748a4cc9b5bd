import fc from 'fast-check';
import { expect, it } from 'vitest';
import { divide } from './share.ts';

it('divides a whole number into whole numbers that add up to it, each within one of its share', () => {
  const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), weights, (whole, given) => {
      const shares = divide(whole, given);
      const total = given.reduce((sum, each) => sum + each, 0);
      expect(shares.reduce((sum, each) => sum + each, 0)).toBe(whole);
      for (const [index, share] of shares.entries()) {
        expect(Number.isInteger(share) && share >= 0).toBe(true);
        if (total > 0) expect(Math.abs(share - (whole * (given[index] ?? 0)) / total)).toBeLessThan(1 + 1e-6);
      }
    }),
  );
});
