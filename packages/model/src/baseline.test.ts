import { describe, expect, it } from 'vitest';
import { selectBaseline } from './baseline.ts';
import type { BaselineCandidate } from './baseline.ts';

function release(
  version: string,
  firstSeen: string,
  steadyRequests: number,
  more: Partial<BaselineCandidate> = {},
): BaselineCandidate {
  return {
    service: 'checkout',
    version,
    commit: '',
    buildId: '',
    environment: 'production',
    firstSeen,
    steadyRequests,
    ...more,
  };
}

describe('baseline', () => {
  const candidate = release('1.4.2', '2026-11-24T10:00:00Z', 40);

  it('is the release with the most steady requests in the window', () => {
    const older = release('1.4.0', '2026-11-01T00:00:00Z', 900);
    const newer = release('1.4.1', '2026-11-20T00:00:00Z', 100);
    expect(selectBaseline(candidate, [newer, candidate, older])).toBe(older);
  });

  it('is the one first seen last before the candidate where none has traffic', () => {
    const older = release('1.4.0', '2026-11-01T00:00:00Z', 0);
    const newer = release('1.4.1', '2026-11-20T00:00:00Z', 0);
    const later = release('1.5.0', '2026-11-25T00:00:00Z', 0);
    expect(selectBaseline(candidate, [older, newer, later])).toBe(newer);
  });

  it('never comes from another service or environment, nor is it the candidate in another ring', () => {
    const others = [
      release('1.4.1', '2026-11-20T00:00:00Z', 5, { environment: 'staging' }),
      release('2.0.0', '2026-11-20T00:00:00Z', 5, { service: 'gateway' }),
      release('1.4.2', '2026-11-20T00:00:00Z', 5),
    ];
    expect(selectBaseline(candidate, others)).toBeUndefined();
  });
});
