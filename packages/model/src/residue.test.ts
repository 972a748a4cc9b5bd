import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toResidue } from './residue.ts';

const prime = 2n ** 64n - 3_958_705_157_555_305_983n;

describe('toResidue', () => {
  it('is the rest of a division, whatever the length', () => {
    expect(toResidue(new Uint8Array())).toBe('0000000000000000');
    expect(toResidue(Buffer.from('seatrial'))).toBe('736561747269616c');
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 4090, maxLength: 9000 }));
    fc.assert(
      fc.property(bytes, (given) => {
        const whole = given.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
        expect(toResidue(given)).toBe((whole % prime).toString(16).padStart(16, '0'));
      }),
      { seed: 20_261_128, numRuns: 50 },
    );
  });

  it('shows every change of seven neighbouring bytes', () => {
    const text = Buffer.from('export const price = 12;\n'.repeat(400));
    fc.assert(
      fc.property(
        fc.nat(text.length - 7),
        fc.uint8Array({ minLength: 7, maxLength: 7 }).filter((mask) => mask.some((bits) => bits !== 0)),
        (at, mask) => {
          const other = Buffer.from(text);
          for (const [index, bits] of mask.entries()) other[at + index] = (other[at + index] ?? 0) ^ bits;
          expect(toResidue(other)).not.toBe(toResidue(text));
        },
      ),
      { seed: 20_261_128 },
    );
  });
});
