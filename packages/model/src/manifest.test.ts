import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeatrialError } from './error.ts';
import { formatReleaseManifest, parseReleaseManifest } from './manifest.ts';
import type { ReleaseManifest } from './manifest.ts';

const manifest: ReleaseManifest = {
  schema: 1,
  createdAt: '2026-11-24T10:00:00.000Z',
  createdBy: 'seatrial 0.1.0',
  release: { service: 'checkout', version: '1.4.2-g3f2c1a9', buildId: '18234' },
  sources: { service: 'package.json', buildId: 'GitHub Actions: GITHUB_RUN_ID' },
  dirty: false,
};

describe('release manifest', () => {
  it('is read back as it was written', () => {
    expect(parseReleaseManifest(formatReleaseManifest(manifest))).toEqual(manifest);
  });

  it('lets later fields pass by', () => {
    const later = JSON.stringify({ ...manifest, functions: [], release: { ...manifest.release, mood: 'good' } });
    expect(parseReleaseManifest(later)).toEqual(manifest);
  });

  it.each([
    ['not json', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['{"schema":2}', 'has schema 2, known is 1'],
    ['{}', 'has schema none, known is 1'],
    ['{"schema":1}', 'has no "release" object'],
    ['{"schema":1,"release":{"version":7}}', 'release.version is 7, not a text'],
    ['{"schema":1,"release":{"version":""}}', 'release.version is "", not a text'],
    [`{"schema":1,"release":{"version":"${'v'.repeat(256)}"}}`, 'release.version has 256 characters'],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseReleaseManifest(text, 'dist/seatrial.release.json')).toThrow(
      `dist/seatrial.release.json: ${message}`,
    );
  });

  it('throws nothing but its own error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseReleaseManifest(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SeatrialError);
        }
      }),
    );
  });
});
