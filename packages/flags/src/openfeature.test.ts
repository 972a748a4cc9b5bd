import { InMemoryProvider, OpenFeature, OpenFeatureEventEmitter } from '@openfeature/server-sdk';
import type { Hook, Provider } from '@openfeature/server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing, TracingOptions } from './contract/tracing.ts';
import { createOpenFeatureHook, recordOpenFeature } from './openfeature.ts';

const flag = (variant: string) =>
  ({
    variants: { on: true, off: false },
    defaultVariant: variant,
    disabled: false,
  }) as const;

let tracing: Tracing;

async function setUp(options: TracingOptions = {}, provider?: Provider): Promise<Tracing> {
  tracing = createTracing(options);
  await OpenFeature.setProviderAndWait(
    provider ??
      new InMemoryProvider({
        checkout: {
          variants: { on: true, off: false },
          defaultVariant: 'off',
          disabled: false,
          contextEvaluator: (context) => (context['audience'] === 'internal' ? 'on' : 'off'),
        },
        theme: { variants: { dark: { colour: 'black' } }, defaultVariant: 'dark', disabled: false },
        gone: flag('on'),
      }),
  );
  return tracing;
}

beforeEach(() => {
  OpenFeature.clearHooks();
});

afterEach(async () => {
  tracing.stop();
  await OpenFeature.clearProviders();
});

describe('OpenFeature', () => {
  it('is recorded with nothing to write: the SDK was loaded before', async () => {
    const { inSpan, stamped } = await setUp();
    const client = OpenFeature.getClient();
    await inSpan('GET', () =>
      inSpan('decide', async () => {
        expect(await client.getBooleanValue('checkout', false, { audience: 'internal', targetingKey: 'u1' })).toBe(
          true,
        );
        expect(await client.getObjectValue('theme', {})).toEqual({ colour: 'black' });
      }),
    );
    const marks = {
      'feature_flags.checkout': 'on',
      'feature_flags.theme': 'dark',
      'seatrial.cohort.audience': 'internal',
    };
    expect(stamped()).toEqual({ GET: marks, decide: marks });
  });

  it('attaches once, however often it is asked', async () => {
    await setUp();
    recordOpenFeature(OpenFeature);
    recordOpenFeature(OpenFeature);
    expect(OpenFeature.getHooks()).toHaveLength(1);
  });

  it('concurrent requests keep apart', async () => {
    const { inSpan, attributes } = await setUp();
    const client = OpenFeature.getClient();
    await Promise.all(
      ['internal', 'public'].map((audience) =>
        inSpan(audience, () => client.getBooleanValue('checkout', false, { audience })),
      ),
    );
    expect(attributes('internal')).toMatchObject({ 'feature_flags.checkout': 'on' });
    expect(attributes('public')).toMatchObject({ 'feature_flags.checkout': 'off' });
  });

  it('takes allow-listed keys of the evaluation context alone, and never the targeting key', async () => {
    const { inSpan, attributes } = await setUp({ cohorts: { contextKeys: ['plan', 'region'] } });
    await inSpan('GET', () =>
      OpenFeature.getClient().getBooleanValue('checkout', false, {
        targetingKey: 'alice@example.com',
        email: 'alice@example.com',
        audience: 'internal',
        plan: 'pro',
      }),
    );
    expect(attributes('GET')).toEqual({ 'feature_flags.checkout': 'on', 'seatrial.cohort.plan': 'pro' });
  });

  it('a missing flag is error: its value is the caller’s default', async () => {
    const { inSpan, attributes } = await setUp();
    await inSpan('GET', () => OpenFeature.getClient().getBooleanValue('not-there', true));
    expect(attributes('GET')).toEqual({ 'feature_flags.not-there': 'error' });
  });

  it('flags of a provider that is not ready are recorded as well', async () => {
    const never: Provider = {
      metadata: { name: 'never' },
      events: new OpenFeatureEventEmitter(),
      initialize: () => new Promise(() => undefined),
    } as never;
    const { inSpan, attributes } = await setUp();
    OpenFeature.setProvider('slow', never);
    await inSpan('GET', () => OpenFeature.getClient('slow').getBooleanValue('checkout', false));
    expect(attributes('GET')).toEqual({ 'feature_flags.checkout': 'error' });
  });

  it('metadata names set and version of the configuration', async () => {
    const provider: Provider = {
      metadata: { name: 'mine' },
      resolveBooleanEvaluation: () =>
        Promise.resolve({ value: true, variant: 'on', flagMetadata: { version: 'v42', flagSetId: 'shop/prod' } }),
    } as never;
    const { inSpan, attributes } = await setUp({}, provider);
    await inSpan('GET', () => OpenFeature.getClient().getBooleanValue('a', false));
    expect(attributes('GET')).toMatchObject({ 'feature_flag.version': 'v42', 'feature_flag.set.id': 'shop/prod' });
  });

  it('a hook of ours that fails, or one of theirs, leaves the flag’s value alone', async () => {
    const { inSpan, stop } = await setUp();
    const silent = { error() {}, warn() {}, info() {}, debug() {} };
    OpenFeature.setLogger(silent);
    const theirs: Hook = {
      finally() {
        throw new Error('theirs');
      },
    };
    OpenFeature.addHooks(theirs);
    const details = Object.defineProperty({}, 'value', {
      get: () => {
        throw new Error('ours');
      },
    });
    const { finally: finish } = createOpenFeatureHook();
    expect(() => finish({ flagKey: 'a' }, details as never)).not.toThrow();
    expect(await inSpan('GET', () => OpenFeature.getClient().getBooleanValue('gone', false))).toBe(true);
    stop();
    expect(await OpenFeature.getClient().getBooleanValue('gone', false)).toBe(true);
  });
});
