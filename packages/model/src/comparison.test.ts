import { describe, expect, it } from 'vitest';
import { toArmsHeatmap, toArmSplit } from './comparison.ts';
import type { Compared } from './comparison.ts';
import { toNewestReleases } from './newest-releases.ts';

const arms = (candidate: string, baseline: string): Pick<Compared, 'candidate' | 'baseline'> => ({
  candidate: { selector: candidate },
  baseline: { selector: baseline },
});

describe('the arms of a comparison', () => {
  it('are told apart by what both selectors name', () => {
    const split = toArmSplit(arms('ring=canary,version=1.4.2', 'version=1.4.1'));
    expect([split?.by, split?.isCandidate('1.4.2'), split?.isBaseline('1.4.1'), split?.isBaseline('1.4.0')]).toEqual([
      'version',
      true,
      true,
      false,
    ]);
  });

  it('are somebody and everybody else, a release in all its builds, or nothing', () => {
    const cohort = toArmSplit(arms('cohort.audience=internal', 'cohort.audience!=internal'));
    expect([cohort?.by, cohort?.isCandidate('internal'), cohort?.isBaseline('public')]).toEqual([
      'cohort.audience',
      true,
      true,
    ]);
    expect(toArmSplit(arms('release=1.4.2', 'release=1.4.1'))?.isCandidate('1.4.2-g9f31c07')).toBe(true);
    expect(toArmSplit(arms('nothing', 'nothing'))).toBeUndefined();
  });
});

it('the heat map of a comparison shows its requests, and a third of its time before it', () => {
  const time = { from: '2026-11-24T10:00:00.000Z', to: '2026-11-24T11:00:00.000Z' };
  const compared = { service: 'checkout', environment: 'live', ...arms('ring=canary', 'ring=stable'), ...time };
  expect(toArmsHeatmap(compared, 'route=/pay')).toEqual({
    where: 'service=checkout,environment=live,route=/pay',
    of: 'requests',
    by: 'ring',
    columns: 200,
    rows: 60,
    from: Date.parse('2026-11-24T09:40:00.000Z'),
    to: Date.parse('2026-11-24T11:00:00.000Z'),
  });
  expect(toArmsHeatmap({ ...compared, from: null, to: null }, undefined)).not.toHaveProperty('from');
});

it('the newest release of a service is the one that was first seen last, in all its rings', () => {
  const row = (service: string, version: string, hour: number): Parameters<typeof toNewestReleases>[0][number] => ({
    service,
    version,
    environment: '',
    buildId: '',
    firstSeen: `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z`,
  });
  const rows = [
    row('checkout', '1.4.1', 1),
    row('checkout', '1.4.2', 3),
    row('checkout', '1.4.1', 5),
    row('inventory', '0.9.0', 2),
  ];
  expect(toNewestReleases(rows).map(({ service, version, hasOther }) => [service, version, hasOther])).toEqual([
    ['checkout', '1.4.2', true],
    ['inventory', '0.9.0', false],
  ]);
});
