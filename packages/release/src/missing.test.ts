import { describe, expect, it } from 'vitest';
import { formatDockerLines, formatMissingLine, toMissingFields } from './missing.ts';

describe('what is missing', () => {
  it('is named with what sets it', () => {
    expect(formatMissingLine({ service: 'checkout', version: '1.4.2-g3f2c1a9' })).toMatchInlineSnapshot(
      `"checkout 1.4.2-g3f2c1a9: build id, deployment id and ring unknown and left out; set SEATRIAL_BUILD_ID, SEATRIAL_DEPLOYMENT_ID, SEATRIAL_RING, or run "npx seatrial build" in CI for the build id."`,
    );
    expect(formatMissingLine({ version: '1', buildId: '2', deploymentId: '3' })).toMatchInlineSnapshot(
      `"1: ring unknown and left out; set SEATRIAL_RING."`,
    );
  });

  it('is nothing where all is known', () => {
    const release = { version: '1', buildId: '2', deploymentId: '3', ring: 'stable', commit: 'abcdef0' };
    expect(toMissingFields(release)).toEqual([]);
    expect(formatMissingLine(release)).toBeUndefined();
    expect(formatDockerLines(release)).toEqual([]);
  });

  it('can be given to a container by two lines', () => {
    expect(formatDockerLines({})).toEqual([
      'ARG SEATRIAL_BUILD_ID SEATRIAL_COMMIT',
      'ENV SEATRIAL_BUILD_ID=$SEATRIAL_BUILD_ID SEATRIAL_COMMIT=$SEATRIAL_COMMIT',
    ]);
  });
});
