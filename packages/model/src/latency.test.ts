import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyEdgesNano, toBucket } from './latency.ts';

describe('latency edges', () => {
  it('are at most 40 rising integers from 100 µs to 100 s', () => {
    expect(latencyEdgesNano.length).toBeLessThanOrEqual(40);
    expect(latencyEdgesNano.every((edge) => Number.isSafeInteger(edge))).toBe(true);
    expect(latencyEdgesNano).toEqual([...new Set(latencyEdgesNano)].toSorted((a, b) => a - b));
    expect([latencyEdgesNano[0], latencyEdgesNano.at(-1)]).toEqual([1e5, 1e11]);
  });

  it('put each duration into the first bucket whose edge it does not exceed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e11 }), (duration) => {
        const linear = latencyEdgesNano.findIndex((edge) => duration <= edge);
        expect(toBucket(duration)).toBe(linear === -1 ? latencyEdgesNano.length : linear);
      }),
    );
  });

  it('belong to the bucket below', () => {
    expect(latencyEdgesNano.map((edge) => toBucket(edge))).toEqual(latencyEdgesNano.map((_, index) => index));
  });
});
