import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTracing } from '../contract/tracing.ts';
import type { Tracing } from '../contract/tracing.ts';
import { createFlagdProvider } from './provider.ts';
import type { FlagdProviderOptions } from './provider.ts';

const boolean = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const;
const flags = {
  'new-checkout': {
    ...boolean,
    targeting: {
      if: [
        { in: [{ var: 'audience' }, ['internal', 'beta']] },
        'on',
        {
          fractional: [
            ['on', 10],
            ['off', 90],
          ],
        },
      ],
    },
  },
  'ring-only': { ...boolean, targeting: { if: [{ '==': [{ var: 'ring' }, 'canary'] }, 'on', 'off'] } },
  theme: { state: 'ENABLED', variants: { dark: 'dark', light: 'light' }, defaultVariant: 'dark' },
  limit: { state: 'ENABLED', variants: { low: 10 }, defaultVariant: 'low' },
  layout: { state: 'ENABLED', variants: { wide: { columns: 3 } }, defaultVariant: 'wide' },
  gone: { ...boolean, state: 'DISABLED' },
};

let folder: string;
let file: string;
let said: string[];
let tracing: Tracing;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-flagd-'));
  file = join(folder, 'flags.json');
  write({ flags, metadata: { version: 'v42', flagSetId: 'shop/prod' } });
  said = [];
  tracing = createTracing();
});

afterEach(async () => {
  tracing.stop();
  await OpenFeature.clearProviders();
  rmSync(folder, { recursive: true });
});

function write(config: unknown): void {
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
}

async function setUp(options: Partial<FlagdProviderOptions> = {}) {
  await OpenFeature.setProviderAndWait(createFlagdProvider({ file, say: (line) => said.push(line), ...options }));
  return OpenFeature.getClient();
}

describe('the flagd provider', () => {
  it('resolves every kind of flag, and its version is on the local root', async () => {
    const client = await setUp();
    await tracing.inSpan('GET', async () => {
      expect(await client.getBooleanValue('new-checkout', false, { targetingKey: 'u1', audience: 'internal' })).toBe(
        true,
      );
      expect(await client.getStringValue('theme', 'x')).toBe('dark');
      expect(await client.getNumberValue('limit', 0)).toBe(10);
      expect(await client.getObjectValue('layout', {})).toEqual({ columns: 3 });
      expect(await client.getBooleanValue('gone', true)).toBe(true);
      expect(await client.getBooleanValue('not-there', true)).toBe(true);
    });
    expect(tracing.attributes('GET')).toEqual({
      'feature_flags.new-checkout': 'on',
      'feature_flags.theme': 'dark',
      'feature_flags.limit': 'low',
      'feature_flags.layout': 'wide',
      'feature_flags.gone': 'true',
      'feature_flags.not-there': 'error',
      'seatrial.cohort.audience': 'internal',
      'feature_flag.version': 'v42',
      'feature_flag.set.id': 'shop/prod',
    });
  });

  it('10 % are 10 % of the subjects, and the same ones each time', async () => {
    const client = await setUp();
    const ask = async (): Promise<readonly string[]> => {
      const on: string[] = [];
      for (let index = 0; index < 5000; index += 1)
        if (await client.getBooleanValue('new-checkout', false, { targetingKey: `u${index}` })) on.push(`u${index}`);
      return on;
    };
    const on = await ask();
    // Five standard deviations of a binomial share of 0.1 in 5,000.
    expect(Math.abs(on.length / 5000 - 0.1)).toBeLessThan(5 * Math.sqrt((0.1 * 0.9) / 5000));
    expect(await ask()).toEqual(on);
  });

  it('a ring of the deployment is known to the rules', async () => {
    const client = await setUp({ context: { ring: 'canary' } });
    expect(await client.getBooleanValue('ring-only', false)).toBe(true);
    expect(await client.getBooleanValue('ring-only', false, { ring: 'stable' })).toBe(false);
  });

  it('a change of the file is taken up, told, and a version of its own', async () => {
    write({ flags });
    const client = await setUp({ intervalMs: 10 });
    const first = await client.getStringDetails('theme', 'x');
    expect(first.flagMetadata['version']).toMatch(/^[0-9a-f]{12}$/);
    const changed = new Promise((resolve) => client.addHandler(ProviderEvents.ConfigurationChanged, resolve));
    write({ flags: { ...flags, theme: { ...flags.theme, defaultVariant: 'light' } } });
    await changed;
    const second = await client.getStringDetails('theme', 'x');
    expect(second.value).toBe('light');
    expect(second.flagMetadata['version']).not.toBe(first.flagMetadata['version']);
  });

  it('a change that cannot be read is said, and the last good one holds', async () => {
    const client = await setUp({ intervalMs: 10 });
    write('{"flags":');
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(said[0]).toMatch(/cannot be read: .* The flags stay at version v42\.$/);
    expect(await client.getStringValue('theme', 'x')).toBe('dark');
  });

  it('says nothing any more once it is closed, though it was looking just then', async () => {
    const provider = createFlagdProvider({ file, intervalMs: 1, say: (line) => said.push(line) });
    await provider.initialize?.();
    write('{"flags":');
    // Both timers are due when this ends: the file system is asked, and closed before it can answer.
    const closed = new Promise<void>((resolve) => setTimeout(() => void provider.onClose?.().then(resolve), 3));
    const due = performance.now() + 10;
    while (performance.now() < due);
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(said).toEqual([]);
  });

  it.each([
    ['is missing', undefined, /cannot be read: ENOENT/],
    ['is no JSON', 'flags: {}', /cannot be read/],
    ['has no flags', '[]', /has no object "flags"/],
  ])('a file that %s: OpenFeature hears why, and flags have their defaults', async (_what, text, message) => {
    if (text === undefined) rmSync(file);
    else write(text);
    await expect(setUp()).rejects.toThrow(message);
    expect(await OpenFeature.getClient().getStringValue('theme', 'mine')).toBe('mine');
  });

  it('a split without a subject is said once', async () => {
    const client = await setUp();
    for (let turn = 0; turn < 3; turn += 1) expect(await client.getBooleanValue('new-checkout', true)).toBe(false);
    expect(said).toEqual([expect.stringMatching(/^flag "new-checkout" splits its subjects/)]);
  });
});
