import { SpanKind, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createTracing } from './contract/tracing.ts';
import type { Tracing, TracingOptions } from './contract/tracing.ts';
import { recordFlag, setCohort } from './record.ts';
import { toVariantText } from './variant.ts';

let tracing: Tracing;

function setUp(options: TracingOptions = {}): Tracing {
  tracing = createTracing(options);
  return tracing;
}

afterEach(() => tracing?.stop());

function recordMany(count: number, more: { readonly reason?: string } = {}): void {
  for (let index = 0; index < count; index += 1) recordFlag({ key: `f${index}`, variant: 'on', ...more });
}

function flagsOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(attributes).filter((key) => key.startsWith('feature_flags.'));
}

describe('200 flags in one request', () => {
  it('16 are on each span, 64 on the local root, the rest is counted there', () => {
    const { inSpan, attributes } = setUp();
    inSpan(
      'GET',
      () =>
        inSpan('handler', () => {
          recordMany(200);
          inSpan('db', () => undefined);
        }),
      SpanKind.SERVER,
    );
    expect(flagsOf(attributes('db'))).toHaveLength(16);
    expect(flagsOf(attributes('handler'))).toHaveLength(16);
    expect(attributes('db')).not.toHaveProperty(['seatrial.flags.more']);
    expect(flagsOf(attributes('GET'))).toHaveLength(16);
    expect(attributes('GET')['seatrial.flags.more']).toHaveLength(48);
    expect(attributes('GET')['seatrial.flags.more']).toContain('f16=on');
    expect(attributes('GET')['seatrial.flags.dropped']).toBe(200 - 64);
  });

  it('nothing of the application is lost, though it sets its attributes last', () => {
    const { tracer, attributes, inSpan } = setUp();
    inSpan('GET', () => {
      recordMany(200);
      const span = trace.getActiveSpan();
      for (let index = 0; index < 126; index += 1) span?.setAttribute(`app.${index}`, index);
      span?.setAttributes({ 'http.route': '/', 'http.response.status_code': 500 });
    });
    expect(Object.keys(attributes('GET')).filter((key) => !/^(feature_flags|seatrial)\./.test(key))).toHaveLength(128);
    expect(attributes('GET')).toMatchObject({ 'http.response.status_code': 500, 'http.route': '/' });
    expect(flagsOf(attributes('GET'))).toEqual([]);
    expect(attributes('GET')['seatrial.flags.more']).toHaveLength(64);
    tracer.startSpan('unused').end();
  });

  it('32 attributes below the limit stay free', () => {
    const { inSpan, attributes } = setUp();
    inSpan('GET', () => {
      recordMany(16);
      for (let index = 0; index < 90; index += 1) trace.getActiveSpan()?.setAttribute(`app.${index}`, index);
    });
    expect(flagsOf(attributes('GET'))).toHaveLength(6);
  });
});

it('what is watched or targeted comes first, what everybody gets comes last', () => {
  const { inSpan, attributes } = setUp({ flagsPerSpan: 3, flagsPerRootSpan: 4, watch: ['watched'] });
  inSpan('GET', () => {
    recordMany(2, { reason: 'DEFAULT' });
    recordFlag({ key: 'plain', variant: 'a' });
    recordFlag({ key: 'split', variant: 'b', reason: 'SPLIT' });
    recordFlag({ key: 'watched', variant: 'c', reason: 'STATIC' });
    setCohort({ audience: 'beta' });
  });
  expect(attributes('GET')).toEqual({
    'seatrial.cohort.audience': 'beta',
    'feature_flags.watched': 'c',
    'feature_flags.split': 'b',
    'feature_flags.plain': 'a',
    'seatrial.flags.more': ['f0=on'],
    'seatrial.flags.dropped': 1,
  });
});

it('10,000 dynamic keys: 500 are kept, the others counted and said once', () => {
  const { inSpan, attributes, flags, said } = setUp({ watch: ['known'] });
  inSpan('GET', () => {
    recordMany(10_000);
    recordFlag({ key: 'known', variant: 'on' });
  });
  expect(attributes('GET')).toHaveProperty(['feature_flags.known'], 'on');
  expect(attributes('GET')['seatrial.flags.dropped']).toBe(10_001 - 64);
  expect(flags.lost.overLimit).toBe(9500);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/Keys with an id in them/);
});

it('takes options that hold, and says which did not', () => {
  const { inSpan, attributes, said } = setUp({ flagsPerSpan: -1, flagKeysPerProcess: 1.5, prefix: '', reasons: true });
  inSpan('GET', () => recordFlag({ key: 'a', variant: 'on', reason: 'TARGETING_MATCH' }));
  expect(attributes('GET')).toEqual({ 'feature_flags.a': 'on', 'feature_flags.reason.a': 'targeting_match' });
  expect(said).toEqual([
    'flags.prefix "" cannot begin an attribute\'s name; "feature_flags." is used.',
    'flags.flagsPerSpan is -1, which is no whole number; 16 is used.',
    'flags.flagKeysPerProcess is 1.5, which is no whole number; 500 is used.',
  ]);
});

it('options that are nothing of the kind leave the defaults', () => {
  const { inSpan, attributes, said } = setUp({ cohorts: { rules: 7 as never }, propagateTo: [4 as never] });
  inSpan('GET', () => recordFlag({ key: 'a', variant: 'on' }));
  expect(attributes('GET')).toEqual({ 'feature_flags.a': 'on' });
  expect(said).toEqual([expect.stringMatching(/^the options for flags cannot be used \(.*\); the defaults hold\.$/)]);
});

it('the prefix is the user’s', () => {
  const { inSpan, attributes } = setUp({ prefix: 'flag.evaluation.' });
  inSpan('GET', () => recordFlag({ key: 'a', value: true }));
  expect(attributes('GET')).toEqual({ 'flag.evaluation.a': 'true' });
});

it('a configuration’s version and set are on the local root, a subject only as a keyed hash that was asked for', () => {
  process.env['TEST_FLAG_KEY'] = 'a key of the test, long enough';
  const evaluation = { key: 'a', variant: 'on', version: 'v42', setId: 'shop/prod', subject: 'alice@example.com' };
  const first = setUp({ subject: { hmacKeyEnv: 'TEST_FLAG_KEY' } });
  first.inSpan('GET', () => first.inSpan('child', () => recordFlag(evaluation)));
  expect(first.attributes('GET')).toEqual({
    'feature_flags.a': 'on',
    'feature_flag.version': 'v42',
    'feature_flag.set.id': 'shop/prod',
    'feature_flag.context.id': expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(first.attributes('child')).toEqual({ 'feature_flags.a': 'on' });
  first.stop();
  delete process.env['TEST_FLAG_KEY'];
  const second = setUp({ subject: { hmacKeyEnv: 'TEST_FLAG_KEY' } });
  second.inSpan('GET', () => recordFlag(evaluation));
  expect(second.attributes('GET')).not.toHaveProperty(['feature_flag.context.id']);
  expect(second.said).toEqual([expect.stringMatching(/TEST_FLAG_KEY, which is not set/)]);
});

describe('toVariantText', () => {
  it.each([
    ['a name', { variant: 'treatment', value: 'blue' }, 'treatment'],
    ['an index gives way to the value', { variant: '0', value: true }, 'true'],
    ['no name', { value: false }, 'false'],
    ['a number', { value: 0.25 }, '0.25'],
    ['a text', { value: 'blue' }, 'blue'],
    ['a long text', { value: 'x'.repeat(65) }, 'text:9537c5fd'],
    ['an object', { value: { a: 1 } }, 'json:015abd7f'],
    ['50 KB of JSON', { value: { list: Array.from({ length: 10_000 }, () => 'abc') } }, 'json:9d67fe2c'],
    ['an object without JSON', { value: { a: 1n } }, 'json'],
    ['nothing', { value: undefined }, 'null'],
    ['a failure', { variant: 'on', value: true, reason: 'ERROR' }, 'error'],
    ['an empty name', { variant: '', value: 'blue' }, 'blue'],
  ])('%s', (_what, evaluation, text) => {
    expect(toVariantText({ key: 'a', ...evaluation })).toBe(text);
  });

  it('is never longer than 64 characters, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.option(fc.string({ maxLength: 200 })),
        fc.option(fc.string()),
        (value, variant, reason) => {
          const text = toVariantText({ key: 'a', value, variant, ...(reason !== null && { reason }) });
          expect(text.length).toBeLessThanOrEqual(64);
        },
      ),
    );
  });
});

describe('bad input', () => {
  it('a flag named __proto__ is a flag as any other', () => {
    const { inSpan, attributes } = setUp();
    inSpan('GET', () => recordFlag({ key: '__proto__', variant: 'on' }));
    expect(attributes('GET')).toEqual({ 'feature_flags.__proto__': 'on' });
    expect(({} as Record<string, unknown>)['on']).toBeUndefined();
  });

  it.each([
    ['a key with blanks', 'my flag/€', { 'feature_flags.my_flag__': 'on' }],
    ['a long key', 'k'.repeat(200), { [`feature_flags.${'k'.repeat(100)}`]: 'on' }],
    ['a number', 42, { 'feature_flags.42': 'on' }],
    ['an object', { a: 1 }, { 'seatrial.flags.dropped': 1 }],
    ['a symbol', Symbol('s'), { 'seatrial.flags.dropped': 1 }],
    ['nothing', undefined, { 'seatrial.flags.dropped': 1 }],
    ['an empty text', '', { 'seatrial.flags.dropped': 1 }],
  ])('%s as a key', (_what, key, attributes) => {
    const { inSpan, stamped } = setUp();
    inSpan('GET', () => recordFlag({ key: key as string, variant: 'on' }));
    expect(stamped()['GET']).toEqual(attributes);
  });

  it('no record, a getter that throws, an object that cannot be a text: nothing reaches the application', () => {
    const { inSpan, stamped } = setUp();
    const hostile = {
      get key(): string {
        throw new Error('mine');
      },
    };
    inSpan('GET', () => {
      recordFlag(hostile);
      recordFlag(undefined as never);
      recordFlag({ key: 'a', value: Object.create(null) });
      setCohort(null as never);
      setCohort({ '': 'x', list: ['a'] as never, plan: ' ' });
    });
    expect(stamped()['GET']).toEqual({ 'feature_flags.a': 'json:44136fa3' });
  });
});

it('any sequence of evaluations leaves a span that says the one value or mixed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('on', 'off'), fc.boolean())),
      (steps) => {
        const { inSpan, attributes, stop } = setUp();
        inSpan('root', () => {
          for (const [key, variant, below] of steps) {
            const record = (): void => recordFlag({ key, variant });
            if (below) inSpan('below', record);
            else record();
          }
        });
        const expected: Record<string, string> = {};
        for (const [key, variant] of steps) {
          const earlier = expected[`feature_flags.${key}`];
          expected[`feature_flags.${key}`] = earlier === undefined || earlier === variant ? variant : 'mixed';
        }
        expect(attributes('root')).toEqual(expected);
        stop();
      },
    ),
  );
});
