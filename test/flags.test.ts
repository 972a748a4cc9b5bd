import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const fixtures = join(import.meta.dirname, 'fixtures/flags');
const release = {
  SEATRIAL_VERSION: '1.4.2',
  SEATRIAL_BUILD_ID: '17',
  SEATRIAL_DEPLOYMENT_ID: 'd-3',
  SEATRIAL_RING: 'stable',
};
const marks = { 'feature_flags.new-checkout': 'on', 'seatrial.cohort.audience': 'internal' };

let sink: OtlpSink;

beforeEach(async () => {
  sink = await createOtlpSink();
});

afterEach(() => sink.close());

function run(file: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode([file], { cwd: fixtures, env: { ...sink.env, ...release, ...env } });
}

function serverSpan(): SpanRecord | undefined {
  return sink.spans().find(({ kind }) => kind === 'server');
}

describe('OpenFeature under register(), with nothing to write', () => {
  it.each(['after.mjs', 'before.mjs', 'after.cjs', 'before.cjs'])('loaded %s', async (file) => {
    expect(await run(file)).toMatchObject({ code: 0, stderr: '' });
    expect(serverSpan()?.attributes).toMatchObject({ ...marks, 'service.version': '1.4.2' });
    expect(JSON.stringify(sink.spans().map(({ attributes, events }) => [attributes, events.length]))).not.toContain(
      'alice',
    );
    expect(sink.logs().filter(({ eventName }) => eventName === 'feature_flag.evaluation')).toEqual([]);
  });
});

it('towards Seatrial’s own receiver, evaluations are log events and counts as well', async () => {
  expect(await run('after.cjs', { SEATRIAL_FLAG_EVENTS: 'true' })).toMatchObject({ code: 0, stderr: '' });
  const events = sink.logs().filter(({ eventName }) => eventName === 'feature_flag.evaluation');
  expect(events).toMatchObject([
    {
      traceId: serverSpan()?.traceId,
      spanId: serverSpan()?.spanId,
      attributes: {
        'feature_flag.key': 'new-checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.result.reason': 'static',
        'feature_flag.provider.name': 'in-memory',
      },
    },
  ]);
  expect(events[0]?.attributes).not.toHaveProperty(['feature_flag.context.id']);
  expect(sink.metrics().filter(({ metric }) => metric.name === 'feature_flag.evaluations')).toMatchObject([
    { value: 1, attributes: { 'feature_flag.key': 'new-checkout' } },
  ]);
});

it('a process that is over within a second has counted all the same', async () => {
  expect(await run('short.cjs', { SEATRIAL_FLAG_EVENTS: 'true' })).toMatchObject({ code: 0, stderr: '' });
  expect(sink.metrics()).toMatchObject([
    {
      type: 'sum',
      monotonic: true,
      value: 3,
      metric: { name: 'feature_flag.evaluations' },
      attributes: {
        'feature_flag.key': 'new-checkout',
        'feature_flag.result.variant': 'on',
        'feature_flag.result.reason': 'split',
      },
    },
  ]);
});

it('a third party’s host gets traceparent and the application’s baggage, and nothing of Seatrial', async () => {
  const outcome = await run('third-party.mjs');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const received = JSON.parse(outcome.stdout) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  expect(Object.fromEntries(Object.entries(received).map(([call, { baggage }]) => [call, baggage]))).toEqual({
    'inventory /fetch': 'tenant=acme,seatrial.flags=c.audience%3Ainternal%3Bf.new-checkout%3Aon',
    'inventory /http': 'tenant=acme,seatrial.flags=c.audience%3Ainternal%3Bf.new-checkout%3Aon',
    'api.stripe.example /fetch': 'tenant=acme',
    'api.stripe.example /http': 'tenant=acme',
  });
  for (const headers of Object.values(received)) expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-/);
});

it.each([
  ['{}', 3],
  ['{ flags: false }', 0],
])('register(%s): requests have a record unless flags are turned off', async (options, code) => {
  const script = join(import.meta.dirname, 'fixtures/register/options.mjs');
  const look = `const extracted = api.propagation.extract(api.context.active(), { baggage: 'seatrial.flags=f.a%3Aon' });
    if (extracted.getValue(Symbol.for('seatrial.request-record')) !== undefined) process.exit(3);`;
  expect(await runNode([script, options, look], { env: { ...sink.env, ...release } })).toMatchObject({ code });
});
