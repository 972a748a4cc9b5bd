import { describe, expect, it } from 'vitest';
import { toPhase } from './phase.ts';

describe('phase', () => {
  it.each([
    [{ shadow: false, unfinished: false, processAgeMs: 60_000 }, 'steady'],
    [{ shadow: false, unfinished: false, processAgeMs: 29_999 }, 'warm'],
    [{ shadow: false, unfinished: false, processAgeMs: 30_000 }, 'steady'],
    [{ shadow: false, unfinished: false, processAgeMs: undefined }, 'steady'],
    [{ shadow: false, unfinished: true, processAgeMs: 0 }, 'unfinished'],
    [{ shadow: true, unfinished: true, processAgeMs: 0 }, 'shadow'],
  ] as const)('of %o is %s', (input, phase) => {
    expect(toPhase(input)).toBe(phase);
  });

  it('takes another warm-up', () => {
    expect(toPhase({ shadow: false, unfinished: false, processAgeMs: 10 }, 5)).toBe('steady');
  });
});
