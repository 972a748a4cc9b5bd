import { describe, expect, it } from 'vitest';
import { isSameRelease, matchesVersion } from './release-key.ts';

const key = { service: 'checkout', version: '1.4.2', commit: 'abc', buildId: '7', environment: 'production' };

describe('release key', () => {
  it('is the same for equal fields, whatever else a row has', () => {
    expect(isSameRelease(key, { ...key, ring: 'canary' } as typeof key)).toBe(true);
  });

  it.each(['service', 'version', 'commit', 'buildId', 'environment'] as const)('differs by %s', (field) => {
    expect(isSameRelease(key, { ...key, [field]: 'other' })).toBe(false);
  });

  it('does not run fields together', () => {
    expect(isSameRelease({ ...key, version: '1', commit: '23' }, { ...key, version: '12', commit: '3' })).toBe(false);
  });
});

describe('release= in a selector', () => {
  it.each([
    ['1.4.2', '1.4.2', true],
    ['1.4.2-g3f2c1a9', '1.4.2', true],
    ['1.4.2-g3f2c1a9', '1.4.2-g3f2c1a9', true],
    ['1.4.20', '1.4.2', false],
    ['1.4.2-rc.1', '1.4.2', false],
    ['1.4.2', '1.4.2-g3f2c1a9', false],
  ])('%s is named by %s: %o', (version, wanted, matches) => {
    expect(matchesVersion(version, wanted)).toBe(matches);
  });
});
