import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink, SinkProtocol } from './sink/otlp-sink.ts';

const fixtures = join(import.meta.dirname, 'fixtures/register');

let sink: OtlpSink;

beforeEach(async () => {
  sink = await createOtlpSink();
});

afterEach(async () => {
  await sink.close();
});

function die(way: string, env: Readonly<Record<string, string>> = {}, withUs = true): Promise<Outcome> {
  const hook = withUs ? ['--import', '@seatrial/register/auto'] : [];
  return runNode([...hook, 'dying.mjs', way], { cwd: fixtures, env: { ...sink.env, ...identity, ...env } });
}

function toReasons(spans: readonly SpanRecord[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(spans.map((span) => [span.name, span.attributes['seatrial.unfinished']]));
}

describe('every way to die', () => {
  it.each([
    ['natural', { ended: undefined, open: 'exit' }],
    ['exit code set', { ended: undefined, open: 'exit' }],
    ['process.exit', { ended: undefined, open: 'process.exit' }],
    ['process.exit in an exit handler', { ended: undefined, open: 'process.exit' }],
    ['exit handler that ends a span', { ended: undefined, open: 'process.exit', late: undefined }],
    ['uncaught exception', { ended: undefined, open: 'uncaughtException' }],
    ['unhandled rejection', { ended: undefined, open: 'unhandledRejection' }],
    ['SIGTERM', { ended: undefined, open: 'SIGTERM' }],
    ['SIGINT', { ended: undefined, open: 'SIGINT' }],
    ['SIGHUP', { ended: undefined, open: 'SIGHUP' }],
    ['own SIGTERM handler', { ended: undefined, open: 'process.exit', 'while draining': undefined }],
    ['own SIGTERM handler that stays', { ended: undefined, open: 'exit' }],
    ['signal-exit', { ended: undefined, open: 'SIGTERM' }],
    ['handler added and removed', { ended: undefined, open: 'SIGTERM' }],
  ])('%s: nothing is lost, and it ends as without us', async (way, reasons) => {
    const [bare, outcome] = await Promise.all([die(way, {}, false), die(way)]);
    expect({ code: outcome.code, signal: outcome.signal }).toEqual({ code: bare.code, signal: bare.signal });
    const own = outcome.stdout.replace('listeners 1', 'listeners 0');
    expect(own).toBe(bare.stdout);
    expect(outcome.stderr).toBe(bare.stderr);
    const spans = sink.spans();
    expect(toReasons(spans)).toEqual(reasons);
    expect(spans).toHaveLength(Object.keys(reasons).length);
    for (const span of spans) expect(span.attributes['seatrial.ring'], span.name).toBe('canary');
    expect(spans.find((span) => span.name === 'open')?.attributes['order.id']).toBe(7);
  });

  it.each(['http/json', 'grpc'] as const)('over %s as well', async (protocol: SinkProtocol) => {
    await sink.close();
    sink = await createOtlpSink({ protocol });
    expect(await die('process.exit')).toMatchObject({ code: 7, stderr: '' });
    expect(toReasons(sink.spans())).toEqual({ ended: undefined, open: 'process.exit' });
  });
});

describe('a receiver that does not answer', () => {
  it('holds the process no longer than the bound, whichever way it ends, and one line says so', async () => {
    const wedged = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(wedged, 'listening');
    const { port } = wedged.address() as AddressInfo;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, SEATRIAL_EXIT_WAIT_MS: '300' };
    const ways = ['natural', 'process.exit', 'SIGTERM'];
    const started = performance.now();
    const outcomes = await Promise.all(ways.map((way) => die(way, env)));
    // Far below the 10 s of an export and the 2 s of the default: the bound is what counts.
    expect(performance.now() - started).toBeLessThan(8000);
    for (const outcome of outcomes) {
      expect(outcome.stderr).toMatch(/^seatrial: .* did not take the last telemetry within 300 ms .*\n$/);
    }
    expect(outcomes.map((outcome) => outcome.code ?? outcome.signal)).toEqual([0, 7, 'SIGTERM']);
    wedged.close();
  });

  it('that is not there at all is said at once, with the fix', async () => {
    const outcome = await die('process.exit', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toMatch(
      /^seatrial: telemetry could not be sent \(.*ECONNREFUSED.*\): 2 items are lost\. .*npx seatrial dev/,
    );
  });

  it('SEATRIAL_EXIT_WAIT_MS=0 waits for nothing', async () => {
    const outcome = await die('process.exit', { SEATRIAL_EXIT_WAIT_MS: '0' });
    expect(outcome).toMatchObject({ code: 7, stderr: '' });
    expect(sink.spans()).toEqual([]);
  });
});
