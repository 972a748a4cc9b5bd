import { describe, expect, it } from 'vitest';
import { errorCodes, SeatrialError } from './error.ts';

describe('SeatrialError', () => {
  it('carries a code, a message and a cause', () => {
    const cause = new Error('disk');
    const error = new SeatrialError('SEATRIAL_STORE_UNUSABLE', 'Cannot write.', { cause });
    expect(error).toMatchObject({
      name: 'SeatrialError',
      code: 'SEATRIAL_STORE_UNUSABLE',
      message: 'Cannot write.',
      cause,
    });
  });

  it('is recognised across two installed copies of the package', () => {
    const other = Object.assign(new Error('from elsewhere'), { [Symbol.for('seatrial.error')]: true });
    expect(other instanceof SeatrialError).toBe(true);
    expect(new Error('plain') instanceof SeatrialError).toBe(false);
    expect((null as unknown) instanceof SeatrialError).toBe(false);
  });

  it('wraps what is not ours as an internal error and leaves ours alone', () => {
    const ours = new SeatrialError('SEATRIAL_NOT_FOUND', 'no such trace');
    expect(SeatrialError.from(ours)).toBe(ours);
    expect(SeatrialError.from(new TypeError('x'))).toMatchObject({ code: 'SEATRIAL_INTERNAL', message: 'x' });
    expect(SeatrialError.from('text')).toMatchObject({ code: 'SEATRIAL_INTERNAL', message: 'text' });
  });

  it('has codes that are unique and share a prefix', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
    expect(errorCodes.every((code) => /^SEATRIAL_[A-Z_]+$/.test(code))).toBe(true);
  });
});
