import { describe, expect, it } from 'vitest';
import { isEntrySpan, isErrorSpan } from '@seatrial/model';
import { Traffic } from './traffic.ts';

const now = Date.UTC(2026, 10, 24, 12);

describe('generated traffic', () => {
  it('is the same for one seed and another for another', () => {
    const spans = (seed: number): string =>
      JSON.stringify(new Traffic({ seed }).next(500, now), (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
    expect(spans(7)).toBe(spans(7));
    expect(spans(7)).not.toBe(spans(8));
  });

  it('goes on where the last call cut it, with parents that are there and ids of their own', () => {
    const traffic = new Traffic({ seed: 3 });
    const spans = Array.from({ length: 40 }, () => traffic.next(97, now)).flat();
    expect(spans).toHaveLength(40 * 97);
    const ids = new Set(spans.map((span) => span.spanId));
    expect(ids.size).toBe(spans.length);
    expect(spans.every((span) => span.parentSpanId === '' || ids.has(span.parentSpanId))).toBe(true);
  });

  it('has the attributes, releases, users and errors of a real service', () => {
    const spans = new Traffic({ seed: 5, users: 100_000 }).next(200_000, now);
    const attributes = spans.reduce((sum, span) => sum + Object.keys(span.attributes).length, 0) / spans.length;
    expect(attributes).toBe(20);
    expect(new Set(spans.map((span) => span.attributes['user.id'])).size).toBeGreaterThan(10_000);
    expect(new Set(spans.map((span) => span.resource.attributes['service.version'])).size).toBe(10);
    const entries = spans.filter(isEntrySpan);
    const errors = entries.map(isErrorSpan);
    const rate = errors.filter(Boolean).length / errors.length;
    expect(rate).toBeGreaterThan(0.003);
    expect(rate).toBeLessThan(0.05);
    // In bursts: where one failed, the next twenty are far likelier to.
    const after = errors.flatMap((failed, index) => (failed ? errors.slice(index + 1, index + 21) : []));
    expect(after.filter(Boolean).length / after.length).toBeGreaterThan(3 * rate);
  });
});
