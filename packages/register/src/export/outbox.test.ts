import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attempt, Batch } from './batch.ts';
import { Outbox } from './outbox.ts';
import type { OutboxOptions, Report } from './outbox.ts';

const sent: Attempt = { outcome: 'sent', rejected: 0, message: '' };
const down: Attempt = { outcome: 'failed', reason: 'down' };

function toBatch(items: number, size = 100): Batch {
  return { signal: 'traces', bytes: new Uint8Array(size), items };
}

/** An outbox before a receiver whose answers the test gives, one an attempt. */
function createOutbox(
  answer: (batch: Batch, attempt: number) => Attempt,
  options: Partial<OutboxOptions> = {},
): { readonly outbox: Outbox; readonly taken: Batch[]; readonly reports: Report[]; readonly attempts: () => number } {
  const taken: Batch[] = [];
  const reports: Report[] = [];
  let attempts = 0;
  const outbox = new Outbox({
    send: async (batch) => {
      attempts += 1;
      const outcome = answer(batch, attempts);
      if (outcome.outcome === 'sent') taken.push(batch);
      return outcome;
    },
    report: (report) => reports.push(report),
    timeoutMs: () => 1000,
    mostBytes: 1000,
    ...options,
  });
  return { outbox, taken, reports, attempts: () => attempts };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('an outbox', () => {
  it('keeps what a receiver does not take, and sends all of it when that is back, the oldest first', async () => {
    let up = false;
    const { outbox, taken, reports } = createOutbox(() => (up ? sent : down));
    const batches = [1, 2, 3].map((items) => toBatch(items));
    for (const batch of batches) outbox.add(batch);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(taken).toEqual([]);
    expect(outbox.items).toBe(6);
    up = true;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(taken.toSorted((left, right) => left.items - right.items)).toEqual(batches);
    expect(outbox.items).toBe(0);
    expect(reports.at(-1)).toMatchObject({ kind: 'recovered' });
    expect(reports.some((report) => report.kind === 'lost')).toBe(false);
  });

  it('knocks at growing intervals of at most half a minute, with one batch at a time', async () => {
    const { outbox, attempts } = createOutbox(() => down);
    for (let count = 0; count < 8; count += 1) outbox.add(toBatch(1));
    await vi.advanceTimersByTimeAsync(1);
    const first = attempts();
    expect(first).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(600_000);
    // 1, 2, 4, 8, 16 s, then every 30 s, each with up to a fifth more or less.
    expect(attempts() - first).toBeGreaterThan(15);
    expect(attempts() - first).toBeLessThan(32);
  });

  it('waits as long as Retry-After says', async () => {
    const { outbox, attempts } = createOutbox(() => ({ outcome: 'failed', reason: '503', retryAfterMs: 120_000 }));
    outbox.add(toBatch(1));
    await vi.advanceTimersByTimeAsync(119_000);
    expect(attempts()).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(attempts()).toBe(2);
  });

  it('drops the oldest beyond its bound, and counts them', async () => {
    const { outbox, reports } = createOutbox(() => down, { mostBytes: 250 });
    for (const items of [1, 2, 3, 4]) outbox.add(toBatch(items));
    await vi.advanceTimersByTimeAsync(120_000);
    const lost = reports.filter((report) => report.kind === 'lost').reduce((sum, report) => sum + report.items, 0);
    expect(lost + outbox.items).toBe(10);
    expect(outbox.items).toBe(7);
  });

  it('loses what a receiver refuses, says why, and goes on with the next', async () => {
    const { outbox, taken, reports } = createOutbox((batch) =>
      batch.items === 1 ? { outcome: 'refused', reason: 'status 400' } : sent,
    );
    outbox.add(toBatch(1));
    outbox.add(toBatch(2));
    await vi.advanceTimersByTimeAsync(1);
    expect(taken.map((batch) => batch.items)).toEqual([2]);
    expect(reports).toEqual([{ kind: 'lost', items: 1, reason: 'status 400', why: 'refused' }]);
  });

  it('counts what a receiver rejects of a request that it takes', async () => {
    const { outbox, reports } = createOutbox(() => ({ outcome: 'sent', rejected: 2, message: 'too old' }));
    outbox.add(toBatch(5));
    await vi.advanceTimersByTimeAsync(1);
    expect(reports).toEqual([{ kind: 'lost', items: 2, reason: 'too old', why: 'refused' }]);
  });

  it('drains at once, whatever the interval, and stops at the first failure', async () => {
    let up = false;
    const { outbox, attempts } = createOutbox(() => (up ? sent : down));
    for (let count = 0; count < 6; count += 1) outbox.add(toBatch(1));
    await vi.advanceTimersByTimeAsync(1);
    const before = attempts();
    expect(await outbox.drain()).toBe(false);
    expect(attempts() - before).toBeLessThanOrEqual(4);
    up = true;
    expect(await outbox.drain()).toBe(true);
    expect(outbox.items).toBe(0);
  });
});
