import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTime, parseTimeRange } from './time-range.ts';
import { version } from './version.ts';

describe('a time', () => {
  const now = Date.UTC(2026, 10, 24, 12);

  it.each([
    ['90s', '2026-11-24T11:58:30.000Z'],
    ['15m', '2026-11-24T11:45:00.000Z'],
    ['1.5h', '2026-11-24T10:30:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(parseTime(text, now)).toISOString()).toBe(iso);
  });

  it.each(['yesterday', '5', '15x', ''])('%o is none', (text) => {
    expect(() => parseTime(text, now)).toThrow('is no time. Write 90s');
  });

  it('range has to run forwards', () => {
    expect(() => parseTimeRange('1h', '2h')).toThrow('--since 1h lies after --until 2h');
    expect(parseTimeRange(undefined, undefined)).toEqual({});
  });
});

it('the version that the command prints is the version of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  expect(version).toBe(manifest.version);
});
