import { describe, expect, it } from 'vitest';
import { attributeDefinitions } from './attributes.ts';
import { releaseFields, stampedFields, toReleaseAttributes } from './release.ts';

describe('the attribute table', () => {
  it('has each name once, with a meaning and an example', () => {
    const names = attributeDefinitions.map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    expect(attributeDefinitions.every((row) => row.meaning.endsWith('.') && row.example !== '')).toBe(true);
  });

  it('uses our own namespace only for what is marked as ours', () => {
    for (const row of attributeDefinitions) {
      const ours = row.name.startsWith('seatrial.') || row.name.startsWith('feature_flags.');
      expect(row.stability === 'seatrial', row.name).toBe(ours);
    }
  });

  it('gives every release field one attribute and one variable', () => {
    expect(new Set(releaseFields.map((row) => row.attribute)).size).toBe(releaseFields.length);
    expect(releaseFields.map((row) => row.variable)).toMatchInlineSnapshot(`
      [
        "SEATRIAL_SERVICE",
        "SEATRIAL_NAMESPACE",
        "SEATRIAL_INSTANCE_ID",
        "SEATRIAL_VERSION",
        "SEATRIAL_BUILD_ID",
        "SEATRIAL_DEPLOYMENT_ID",
        "SEATRIAL_DEPLOYMENT_NAME",
        "SEATRIAL_RING",
        "SEATRIAL_ENVIRONMENT",
        "SEATRIAL_COMMIT",
        "SEATRIAL_BRANCH",
        "SEATRIAL_REPOSITORY_URL",
        "SEATRIAL_CHANGE_ID",
        "SEATRIAL_PIPELINE_RUN_ID",
      ]
    `);
  });
});

describe('a release as attributes', () => {
  it('stamps version, build id, deployment id and ring', () => {
    expect(stampedFields).toEqual(['version', 'buildId', 'deploymentId', 'ring']);
  });

  it('leaves absent fields out instead of inventing them', () => {
    expect(toReleaseAttributes({ service: 'checkout', version: '1.4.2' })).toEqual({
      'service.name': 'checkout',
      'service.version': '1.4.2',
    });
  });

  it('can be narrowed to some fields', () => {
    expect(toReleaseAttributes({ service: 'checkout', ring: 'canary' }, ['ring'])).toEqual({
      'seatrial.ring': 'canary',
    });
  });
});
