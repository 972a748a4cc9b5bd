import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fineLatencyEdgesNano, toFineBucket } from './fine-latency.ts';

it('has whole edges that rise by at most a thirty-second, from 1.024 µs to 2^40 ns', () => {
  expect(fineLatencyEdgesNano).toHaveLength(961);
  expect(fineLatencyEdgesNano[0]).toBe(1024);
  expect(fineLatencyEdgesNano.at(-1)).toBe(2 ** 40);
  for (const [index, edge] of fineLatencyEdgesNano.entries()) {
    expect(Number.isInteger(edge)).toBe(true);
    const last = fineLatencyEdgesNano[index - 1] ?? 1000;
    expect(edge).toBeGreaterThan(last);
    expect(edge / last).toBeLessThanOrEqual(1 + 1 / 32);
  }
});

it('counts a duration between its edges, an edge itself below it', () => {
  const duration = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 41 }),
    fc.constantFrom(...fineLatencyEdgesNano).chain((edge) => fc.constantFrom(edge - 1, edge, edge + 1)),
  );
  fc.assert(
    fc.property(duration, (nano) => {
      const bucket = toFineBucket(nano);
      expect(nano).toBeLessThanOrEqual(fineLatencyEdgesNano[bucket] ?? Infinity);
      expect(nano).toBeGreaterThan(fineLatencyEdgesNano[bucket - 1] ?? -1);
    }),
  );
});
