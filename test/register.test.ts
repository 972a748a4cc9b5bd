import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { identity, stamp } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const fixtures = join(import.meta.dirname, 'fixtures/register');

let sink: OtlpSink;

beforeEach(async () => {
  sink = await createOtlpSink();
});

afterEach(async () => {
  await sink.close();
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = identity): Promise<Outcome> {
  return runNode(args, { cwd: fixtures, env: { ...sink.env, ...env } });
}

/** Runs `code` under `register(options)`; both are JavaScript text. */
function runUnder(options: string, code: string, env: Readonly<Record<string, string>> = identity): Promise<Outcome> {
  return run(['options.mjs', options, code], env);
}

function count(spans: readonly SpanRecord[], kind: string, scope: string): number {
  return spans.filter((span) => span.kind === kind && span.scope.name === `@opentelemetry/instrumentation-${scope}`)
    .length;
}

describe('the same line in ESM and CommonJS', () => {
  it.each([
    ['ESM, --import', ['--import', '@seatrial/register/auto', 'app.mjs']],
    ['CommonJS, --import', ['--import', '@seatrial/register/auto', 'app.cjs']],
    ['CommonJS, --require', ['--require', '@seatrial/register/auto', 'app.cjs']],
    ['ESM, --require', ['--require', '@seatrial/register/auto', 'app.mjs']],
    ['CommonJS, first line', ['inline.cjs']],
    ['ESM, first line, the application imported after it', ['inline.mjs']],
  ])('%s: every span is there once, stamped, with its route', async (_name, args) => {
    const outcome = await run(args);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(0);
    const spans = sink.spans();
    expect({
      server: count(spans, 'server', 'http'),
      client: count(spans, 'client', 'http'),
      fetch: count(spans, 'client', 'undici'),
    }).toEqual({ server: 3, client: 2, fetch: 1 });
    expect(new Set(spans.filter((span) => span.kind === 'server').map((span) => span.name))).toEqual(
      new Set(['GET /items/:id']),
    );
    for (const span of spans) expect(span.attributes, span.name).toMatchObject(stamp);
  });

  it('Fastify’s server spans have their route, and the exception behind a failure', async () => {
    const outcome = await run(['fastify.cjs']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const server = sink.spans().filter((span) => span.kind === 'server');
    expect(server.map((span) => span.name).toSorted()).toEqual(['GET', 'GET /broken', 'GET /orders/:id']);
    const events = server.flatMap((span) => span.events);
    expect(events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'RangeError', 'exception.message': 'no such thing' } },
    ]);
  });
});

describe('the release', () => {
  it('is on the resource in full, and the distribution names itself', async () => {
    await runUnder(
      `{ release: { environment: 'production', commit: '3f2c1a9d5e0b7c8f6a4d2e1b0c9f8a7d6e5b4c3f' } }`,
      `api.trace.getTracer('t').startSpan('s').end()`,
    );
    const [span] = await sink.waitForSpans((spans) => spans.length > 0);
    expect(span?.resource.attributes).toMatchObject({
      ...stamp,
      'deployment.environment.name': 'production',
      'vcs.ref.head.revision': '3f2c1a9d5e0b7c8f6a4d2e1b0c9f8a7d6e5b4c3f',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.distro.name': 'seatrial',
      'telemetry.distro.version': expect.stringMatching(/^\d/),
      'process.creation.time': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      'service.instance.id': expect.stringMatching(/./),
    });
  });

  it('sends nothing personal by default: not who runs the process, not its arguments', async () => {
    await runUnder('{}', `api.trace.getTracer('t').startSpan('s').end()`);
    const [span] = await sink.waitForSpans((spans) => spans.length > 0);
    const names = Object.keys(span?.resource.attributes ?? {});
    expect(names).toContain('process.pid');
    expect(names).not.toContain('process.owner');
    expect(names).not.toContain('process.command_args');
  });

  it('wins over OTEL_RESOURCE_ATTRIBUTES only where it was given in code or by SEATRIAL_*', async () => {
    await runUnder('"named"', `api.trace.getTracer('t').startSpan('s').end()`, {
      OTEL_SERVICE_NAME: 'from-otel',
      OTEL_RESOURCE_ATTRIBUTES: 'service.version=9.9.9,app.build_id=otel,team=orders',
      SEATRIAL_BUILD_ID: 'ours',
    });
    const [span] = await sink.waitForSpans((spans) => spans.length > 0);
    expect(span?.resource.attributes).toMatchObject({
      'service.name': 'named',
      'service.version': '9.9.9',
      'app.build_id': 'ours',
      team: 'orders',
    });
    expect(span?.attributes).toMatchObject({ 'service.version': '9.9.9', 'app.build_id': 'ours' });
  });

  it('is on metrics and logs as well', async () => {
    await runUnder(
      '{}',
      `api.metrics.getMeter('m').createCounter('orders').add(1); api.logs.getLogger('l').emit({ body: 'hello' })`,
    );
    expect(sink.metrics().find((point) => point.metric.name === 'orders')?.resource.attributes).toMatchObject(stamp);
    expect(sink.logs()[0]?.resource.attributes).toMatchObject(stamp);
  });

  it('is on what an application observes, and a process that is over at once has told of it', async () => {
    const observe = (meter: string, name: string): string =>
      `api.metrics.getMeter('${meter}').createObservableGauge('${name}').addCallback((result) => result.observe(3));`;
    await runUnder(
      '{}',
      observe('shop', 'queue.length') + observe('@opentelemetry/instrumentation-queue', 'queue.own'),
    );
    expect(sink.metrics()).toMatchObject([
      { metric: { name: 'queue.length' }, value: 3 },
      { metric: { name: 'queue.own' }, value: 3 },
    ]);
  });

  it('is on no metrics where only instrumentations observe and the process is over at once', async () => {
    await runUnder(
      '{}',
      `api.metrics.getMeter('@opentelemetry/instrumentation-queue').createObservableGauge('queue.own').addCallback((result) => result.observe(3))`,
    );
    expect(sink.metrics()).toEqual([]);
  });

  it('that is not known is absent, and one line names what sets it', async () => {
    const outcome = await run(['options.mjs', '{}', `api.trace.getTracer('t').startSpan('s').end()`], {});
    const [span] = await sink.waitForSpans((spans) => spans.length > 0);
    expect(Object.keys(span?.attributes ?? {})).toEqual(['service.version']);
    const lines = outcome.stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^seatrial: .*SEATRIAL_BUILD_ID.*SEATRIAL_DEPLOYMENT_ID.*SEATRIAL_RING/);
  });
});

describe('the stamp', () => {
  it('never displaces the application’s attributes, not even at its limit', async () => {
    await runUnder(
      '{}',
      `const span = api.trace.getTracer('t').startSpan('s'); for (let i = 0; i < 140; i++) span.setAttribute('a' + i, i); span.end()`,
    );
    const [span] = await sink.waitForSpans((spans) => spans.length > 0);
    expect(
      Object.keys(span?.attributes ?? {}).filter((key) => key.startsWith('a') && key !== 'app.build_id'),
    ).toHaveLength(128);
    expect(span?.attributes).toMatchObject(stamp);
    expect(span?.droppedAttributes).toBe(12);
  });

  it('leaves an attribute of the same name alone unless asked', async () => {
    const code = `api.trace.getTracer('t').startSpan('s', { attributes: { 'deployment.id': 'mine' } }).end()`;
    await runUnder('{}', code);
    await runUnder('{ overwrite: true }', code);
    const spans = await sink.waitForSpans((received) => received.length === 2);
    expect(spans.map((span) => span.attributes['deployment.id'])).toEqual(['mine', 'd-3']);
  });

  it('takes other fields, or none', async () => {
    const code = `api.trace.getTracer('t').startSpan('s').end()`;
    await runUnder(`{ stamp: ['ring', 'environment'], release: { environment: 'test' } }`, code);
    await runUnder('{ stamp: [] }', code);
    const spans = await sink.waitForSpans((received) => received.length === 2);
    expect(spans.map((span) => span.attributes)).toEqual([
      { 'seatrial.ring': 'canary', 'deployment.environment.name': 'test' },
      {},
    ]);
  });

  it('is there for the user’s own processors and instrumentations, and the exporter of the environment stays', async () => {
    const outcome = await runUnder(
      `{ spanProcessors: [{ onStart() {}, onEnd(span) { process.stderr.write('mine ' + span.attributes['seatrial.ring'] + '\\n') }, forceFlush: async () => {}, shutdown: async () => {} }] }`,
      `api.trace.getTracer('t').startSpan('s').end()`,
    );
    expect(outcome.stderr).toBe('mine canary\n');
    expect(sink.spans()).toHaveLength(1);
  });
});

describe('options and variables', () => {
  const one = `api.trace.getTracer('t').startSpan('s').end()`;

  it.each([
    ['OTEL_SDK_DISABLED=true', '{}', { OTEL_SDK_DISABLED: 'true' }, 0],
    ['OTEL_SDK_DISABLED=false', '{}', { OTEL_SDK_DISABLED: 'false' }, 1],
    ['OTEL_TRACES_EXPORTER=none', '{}', { OTEL_TRACES_EXPORTER: 'none' }, 0],
    ['OTEL_TRACES_SAMPLER=always_off', '{}', { OTEL_TRACES_SAMPLER: 'always_off' }, 0],
    ['a sampler by name', `{ sampler: 'always_off' }`, {}, 0],
    ['a sampler by name wins over the variable', `{ sampler: 'always_on' }`, { OTEL_TRACES_SAMPLER: 'always_off' }, 1],
    ['a sampler as an instance', '{ sampler: { shouldSample: () => ({ decision: 0 }) } }', {}, 0],
    ['no instrumentation', '{ instrumentations: [] }', {}, 1],
    ['an exporter by name', `{ traceExporter: 'none' }`, {}, 0],
    ['OTEL_TRACES_EXPORTER=none beside another', '{}', { OTEL_TRACES_EXPORTER: 'console,none' }, 1],
  ])('%s', async (_name, options, env, expected) => {
    const outcome = await runUnder(options, one, { ...identity, ...env });
    expect(outcome.code).toBe(0);
    expect(sink.spans()).toHaveLength(expected);
  });

  it('dns and net are quiet until asked for', async () => {
    const code = `await new Promise((resolve) => process.getBuiltinModule('node:dns').lookup('localhost', resolve))`;
    await runUnder('{}', code);
    expect(sink.spans()).toEqual([]);
    await runUnder('{}', code, { ...identity, OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'dns' });
    await runUnder(`{ instrumentationConfig: { '@opentelemetry/instrumentation-dns': { enabled: true } } }`, code);
    expect(sink.spans().map((span) => span.name)).toEqual(['dns.lookup', 'dns.lookup']);
  });

  it('writes to the console where it is told to, and to the receiver as well', async () => {
    const outcome = await runUnder('{}', one, { ...identity, OTEL_TRACES_EXPORTER: 'console,otlp' });
    expect(outcome.stdout).toContain("'seatrial.ring': 'canary'");
    expect(sink.spans()).toHaveLength(1);
  });

  it.each([
    ['a sampler', `{ sampler: 'sometimes' }`, {}, 'sampler "sometimes" is not known'],
    ['an exporter', `{ traceExporter: 'carrier-pigeon' }`, {}, 'traces exporter "carrier-pigeon" is not known'],
    ['a propagator', `{ propagators: ['smoke'] }`, {}, 'propagator "smoke" is not known'],
    ['a resource detector', `{ resourceDetectors: ['moon'] }`, {}, 'resource detector "moon" is not known'],
    [
      'a protocol',
      '{}',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' },
      'OTLP protocol "http/xml" is not known; http/protobuf is used',
    ],
  ])('says one line for %s that it does not know, and runs on', async (_name, options, env, line) => {
    const outcome = await runUnder(options, one, { ...identity, ...env });
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain(`seatrial: ${line}`);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('never silent, never in the way', () => {
  it('a second call answers with the first handle and says so', async () => {
    const outcome = await runUnder('{}', `if (api.register('again') !== api.handle) throw new Error('another handle')`);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/^seatrial: register\(\) had run before/);
  });

  it.each([
    'null',
    '{ instrumentations: 7 }',
    `{ spanProcessors: [null], stamp: 'ring' }`,
    '{ resourceDetectors: [{ detect() { throw new Error("x") } }] }',
  ])('register(%s) throws nothing into the application', async (options) => {
    const outcome = await runUnder(options, `api.trace.getTracer('t').startSpan('s').end(); process.exitCode = 5`);
    expect(outcome).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(
        /^$|^seatrial: (instrumentations is no list; .*|an entry of spanProcessors is no .*) \[.*\]\n$/,
      ),
    });
  });

  it('a provider that was there first stays, and the line says what to add to it', async () => {
    const outcome = await run(['provider-first.mjs']);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/^seatrial: a tracer provider \(TracerProvider\) is registered already/);
    expect(outcome.stdout).toBe('1 span in the first provider');
  });

  it('shutdown sends what waits, may be called again, and leaves flush harmless', async () => {
    const outcome = await runUnder(
      '{}',
      `api.trace.getTracer('t').startSpan('s').end(); await api.handle.shutdown(); await api.handle.shutdown(); await api.handle.flush()`,
    );
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(sink.spans()).toHaveLength(1);
  });

  it('nobody listening is one line with the fix, and the exit code stays', async () => {
    const outcome = await run(
      ['options.mjs', '{}', `api.trace.getTracer('t').startSpan('s').end(); process.exitCode = 3`],
      {
        ...identity,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      },
    );
    expect(outcome.stderr).toMatch(/^seatrial: telemetry could not be sent .*npx seatrial dev/);
    expect(outcome.code).toBe(3);
  });

  it('package managers in between stay uninstrumented', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-'));
    const script = join(folder, 'npm/bin/npm-cli.js');
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, `require('node:http').createServer(); console.log('npm ran')`);
    const outcome = await run(['--import', '@seatrial/register/auto', script], {});
    rmSync(folder, { recursive: true });
    expect(outcome).toMatchObject({ code: 0, stdout: 'npm ran\n', stderr: '' });
  });
});
