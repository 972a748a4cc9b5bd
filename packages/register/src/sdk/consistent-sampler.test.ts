import { createTraceState, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { RandomIdGenerator, SamplingDecision } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSamplingWeight } from '@seatrial/model';
import { ConsistentSampler } from './consistent-sampler.ts';

const kept = SamplingDecision.RECORD_AND_SAMPLED;

function decide(ratio: number, traceId: string, state?: string): ReturnType<ConsistentSampler['shouldSample']> {
  const context = trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: '00f067aa0ba902b7',
    traceFlags: 1,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  });
  return new ConsistentSampler(ratio).shouldSample(context, traceId);
}

const traceIds = fc
  .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: 32, maxLength: 32 })
  .map((digits) => digits.join(''));

describe('ConsistentSampler', () => {
  // Thresholds as in the specification's table "Threshold: th".
  it.each([
    [1, 'th:0', 1],
    [0.5, 'th:8', 2],
    [0.25, 'th:c', 4],
    [0.125, 'th:e', 8],
  ])('says a share of %d as %s, and its weight is %d', (ratio, state, weight) => {
    const { decision, traceState } = decide(ratio, `${'0'.repeat(18)}${'f'.repeat(14)}`);
    expect({ decision, state: traceState?.get('ot') }).toEqual({ decision: kept, state });
    expect(toSamplingWeight(state)).toBe(weight);
  });

  it('keeps the share that it says', () => {
    const ids = new RandomIdGenerator();
    const count = 20_000;
    for (const ratio of [0.01, 0.1, 0.5]) {
      const sampler = new ConsistentSampler(ratio);
      let weights = 0;
      for (let index = 0; index < count; index += 1) {
        const { decision, traceState } = sampler.shouldSample(ROOT_CONTEXT, ids.generateTraceId());
        if (decision === kept) weights += toSamplingWeight(traceState?.get('ot'));
      }
      // Five standard deviations of the restored count.
      expect(Math.abs(weights - count)).toBeLessThan(5 * Math.sqrt((count * (1 - ratio)) / ratio));
    }
  });

  it('keeps at a larger share whatever it keeps at a smaller one', () => {
    fc.assert(
      fc.property(
        traceIds,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (traceId, left, right) => {
          const [small, large] = [Math.min(left, right), Math.max(left, right)];
          const decisions = [small, large].map((ratio) => decide(ratio, traceId).decision === kept);
          expect(decisions).not.toEqual([true, false]);
        },
      ),
    );
  });

  it('keeps all at 1 and none at 0', () => {
    fc.assert(
      fc.property(traceIds, (traceId) => {
        expect(decide(1, traceId).decision).toBe(kept);
        expect(decide(0, traceId).decision).toBe(0);
      }),
    );
  });

  it('takes the randomness that the trace state gives, and leaves other members and vendors alone', () => {
    const state = 'vendor=x,ot=rv:ffffffffffffff;p:3';
    const { decision, traceState } = decide(0.01, '0'.repeat(32), state);
    expect(decision).toBe(kept);
    expect(traceState?.get('vendor')).toBe('x');
    expect(traceState?.get('ot')).toMatch(/^th:fd70a3d70a3d7.*;rv:ffffffffffffff;p:3$/);
  });
});
