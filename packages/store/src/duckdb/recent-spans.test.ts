import { expect, it } from 'vitest';
import { hashWords, RecentSpans } from './recent-spans.ts';

/** Two hashes of a number, as of a span's ids. */
function hashesOf(value: number): readonly [number, number] {
  const words = Uint32Array.of(value, value >>> 3);
  return [hashWords(words, 0, 2, 1), hashWords(words, 0, 2, 2)];
}

it('every span that was added is known, and none that was not, while it grows', () => {
  const recent = new RecentSpans();
  const count = 300_000;
  let wrong = 0;
  for (let value = 0; value < count; value += 1) {
    if (recent.add(...hashesOf(value))) wrong += 1;
    const earlier = (value * 7919) % (value + 1);
    if (!recent.add(...hashesOf(earlier))) wrong += 1;
  }
  expect(wrong).toBe(0);
});

it('the last two million at least are remembered, and what is long gone is forgotten', () => {
  const recent = new RecentSpans();
  const count = 4_500_000;
  for (let value = 0; value < count; value += 1) recent.add(...hashesOf(value));
  let remembered = 0;
  for (let value = count - 2_000_000; value < count; value += 1000)
    remembered += recent.add(...hashesOf(value)) ? 1 : 0;
  expect(remembered).toBe(2000);
  expect(recent.add(...hashesOf(1))).toBe(false);
});
