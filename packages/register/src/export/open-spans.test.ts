import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OpenSpans } from './open-spans.ts';

const createSpan = (startTime: readonly [number, number]): ReadableSpan => ({ startTime }) as unknown as ReadableSpan;

it('has what was added and not deleted, the oldest first, as a set would', () => {
  const spans = Array.from({ length: 12 }, (_, index) => createSpan([Math.floor(index / 3), (index * 7) % 12]));
  const steps = fc.array(fc.record({ span: fc.constantFrom(...spans), isEnd: fc.boolean() }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (taken) => {
      const open = new OpenSpans();
      const expected = new Set<ReadableSpan>();
      for (const { span, isEnd } of taken) {
        // A span starts once; its end may be told again.
        if (!isEnd && !expected.has(span)) open.add(span);
        if (isEnd) open.delete(span);
        if (isEnd) expected.delete(span);
        else expected.add(span);
      }
      const oldestFirst = [...expected].toSorted(
        (a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1],
      );
      expect([...open]).toEqual(oldestFirst);
    }),
    { seed: 20_261_129 },
  );
});

it('can be emptied while it is gone through', () => {
  const open = new OpenSpans();
  for (let index = 0; index < 5; index += 1) open.add(createSpan([0, index]));
  let ended = 0;
  for (const span of open) {
    open.delete(span);
    ended += 1;
  }
  expect([ended, [...open]]).toEqual([5, []]);
});
