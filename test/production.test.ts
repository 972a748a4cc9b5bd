import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanRecord } from '@seatrial/model';
import { parseExportRequest } from '@seatrial/otlp';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const fixtures = join(import.meta.dirname, 'fixtures/register');
const one = `api.trace.getTracer('t').startSpan('s').end()`;

let sink: OtlpSink;
let folder: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'seatrial-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode(args, { cwd: fixtures, env: { ...sink.env, ...identity, ...env } });
}

/** Runs `code` under `register(options)`; both are JavaScript text. */
function runUnder(options: string, code: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return run(['options.mjs', options, code], env);
}

/** A receiver whose answers the test gives. It is closed with all of its connections. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void): Promise<{
  readonly url: string;
  readonly server: Server;
}> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('the start and the end of a process', () => {
  const events = (): readonly unknown[] => sink.logs().map(({ eventName, attributes }) => ({ eventName, attributes }));

  it('are log events with its release, and the end says why', async () => {
    await runUnder('{}', `${one}; process.exitCode = 4`);
    expect(events()).toEqual([
      { eventName: 'seatrial.process.start', attributes: {} },
      {
        eventName: 'seatrial.process.end',
        attributes: { 'seatrial.end.reason': 'process.exit', 'process.exit.code': 4 },
      },
    ]);
    for (const record of sink.logs()) {
      expect(record.resource.attributes).toMatchObject({
        'service.version': '1.4.2-g3f2c1a9',
        'seatrial.ring': 'canary',
        'service.instance.id': expect.stringMatching(/./),
      });
    }
  });

  it('a process that is killed has no end, and what it had flushed is there', async () => {
    const outcome = await runUnder('{}', `${one}; await api.handle.flush(); process.kill(process.pid, 'SIGKILL')`);
    expect(outcome.signal).toBe('SIGKILL');
    expect(sink.spans()).toHaveLength(1);
    expect(events()).toEqual([{ eventName: 'seatrial.process.start', attributes: {} }]);
  });

  it('are left out where logs are off', async () => {
    await runUnder('{}', one, { OTEL_LOGS_EXPORTER: 'none' });
    expect(sink.spans()).toHaveLength(1);
    expect(sink.logs()).toEqual([]);
  });
});

describe('processes and threads of one service', () => {
  it.each(['cluster', 'fork', 'threads'])(
    '%s: one SDK each, an instance id of its own, and one set of lines',
    async (kind) => {
      const outcome = await run(['--import', '@seatrial/register/auto', 'family.mjs', kind], {
        SEATRIAL_RING: '',
        KUBERNETES_SERVICE_HOST: '10.0.0.1',
        POD_NAME: 'checkout-7d9f8c6b5-x2x4z',
      });
      expect(outcome.code).toBe(0);
      const spans = await sink.waitForSpans((received) => received.length >= 3);
      expect(spans.map((span) => span.name).toSorted()).toEqual(['child', 'child', 'parent']);
      const ids = spans.map((span) => String(span.resource.attributes['service.instance.id']));
      expect(new Set(ids).size).toBe(3);
      for (const id of ids) expect(id).toMatch(/^checkout-7d9f8c6b5-x2x4z(\/\d+(\.\d+)?)?$/);
      expect(outcome.stderr.trim().split('\n')).toEqual([expect.stringContaining('ring unknown and left out')]);
    },
  );
});

describe('sampling', () => {
  const weights = (spans: readonly SpanRecord[]): number =>
    spans.reduce((sum, span) => sum + Number(span.attributes['seatrial.sampling.weight'] ?? 1), 0);
  const many = `const tracer = api.trace.getTracer('t');
    for (let index = 0; index < 2000; index += 1)
      tracer.startActiveSpan('root', (root) => { tracer.startSpan('child').end(); root.end(); });`;

  it.each([
    ['an option', '{ sampling: 0.25 }', {}],
    ['the variables', '{}', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }],
  ])('by %s keeps whole traces, with a weight on every span that restores the counts', async (_name, options, env) => {
    await runUnder(options, many, env);
    const roots = sink.spans().filter((span) => span.name === 'root');
    const children = sink.spans().filter((span) => span.name === 'child');
    expect(new Set(children.map((span) => span.traceId))).toEqual(new Set(roots.map((span) => span.traceId)));
    for (const span of sink.spans()) {
      expect(span.attributes['seatrial.sampling.weight']).toBe(4);
      expect(span.traceState).toBe('ot=th:c');
    }
    // Six standard deviations of 2,000 restored from a share of a quarter.
    expect(Math.abs(weights(roots) - 2000)).toBeLessThan(6 * Math.sqrt(2000 * 3));
  });

  it('all, the default, writes no weight', async () => {
    await runUnder(`{ sampling: 'all' }`, one);
    expect(sink.spans()).toHaveLength(1);
    expect(sink.spans()[0]?.attributes).not.toHaveProperty('seatrial.sampling.weight');
  });

  it('follows the service that called, and takes its weight', async () => {
    const call = (flags: string): string => `{
      const carrier = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-${flags}', tracestate: 'ot=th:e' };
      api.trace.getTracer('t').startSpan('s', {}, api.propagation.extract(api.ROOT_CONTEXT, carrier)).end(); }`;
    await runUnder('{ sampling: 0 }', `${call('01')} ${call('00')}`);
    expect(sink.spans()).toMatchObject([{ attributes: { 'seatrial.sampling.weight': 8 } }]);
  });

  it('says one line for a share that is none', async () => {
    const outcome = await runUnder('{ sampling: 7 }', one);
    expect(outcome.stderr).toMatch(/^seatrial: sampling is 7, neither "all" nor a share from 0 to 1/);
    expect(sink.spans()).toHaveLength(1);
  });
});

describe('an outage', () => {
  it('loses nothing: what a receiver did not take is sent when it is back, and two lines say so', async () => {
    let down = true;
    const names: string[] = [];
    const { url, server } = await listen((request, response, body) => {
      if (down) return void response.writeHead(503).end();
      if (request.url === '/v1/traces')
        names.push(...parseExportRequest('traces', 'protobuf', gunzipSync(body)).batch.spans.map((span) => span.name));
      response.end();
    });
    const code = `const tracer = api.trace.getTracer('t');
      for (let index = 0; index < 30; index += 1) {
        tracer.startSpan('s' + index).end();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }`;
    const ended = runUnder('{}', code, { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '50' });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    down = false;
    const outcome = await ended;
    server.close();
    expect(names.toSorted()).toEqual(Array.from({ length: 30 }, (_, index) => `s${index}`).toSorted());
    expect(outcome.stderr.trim().split('\n')).toEqual([
      expect.stringContaining('telemetry could not be sent (status 503). It is kept, up to 32 MiB, and tried again'),
      expect.stringMatching(/telemetry is sent again after \d s; 0 items were lost meanwhile\./),
    ]);
  });

  it('beyond the bound drops the oldest, and the count is said', async () => {
    const { url, server } = await listen((_request, response) => void response.writeHead(503).end());
    const code = `const tracer = api.trace.getTracer('t');
      for (let index = 0; index < 2000; index += 1) tracer.startSpan('s', { attributes: { text: 'x'.repeat(500) } }).end();
      await new Promise((resolve) => setTimeout(resolve, 500));`;
    const outcome = await runUnder('{ bufferMiB: 0.5 }', code, { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    server.close();
    expect(outcome.stderr).toMatch(/\d+ items of telemetry were dropped, since the receiver has been away/);
  });

  it('a burst in one turn of the event loop loses none', async () => {
    await runUnder('{}', `for (let index = 0; index < 5000; index += 1) ${one};`);
    expect(sink.spans()).toHaveLength(5000);
  });

  it('a receiver that refuses is said with its status, and nothing is tried again', async () => {
    let requests = 0;
    const { url, server } = await listen((request, response) => {
      if (request.url === '/v1/traces') requests += 1;
      response.writeHead(401).end('no such key');
    });
    const outcome = await runUnder('{}', `${one}; await api.handle.flush()`, { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    server.close();
    expect(requests).toBe(1);
    expect(outcome.stderr).toContain('the receiver refused 1 items of telemetry (status 401 no such key)');
  });
});

describe('what is odd around us', () => {
  it('a clock that differs from the receiver’s is said', async () => {
    const { url, server } = await listen((_request, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString()).end();
    });
    const outcome = await runUnder('{}', `${one}; await api.handle.flush()`, { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    server.close();
    expect(outcome.stderr).toMatch(/^seatrial: this machine's clock is 3[56]\d\d s ahead of the receiver's/);
  });

  it('a second copy of the API that is newer is said, with both places', async () => {
    const copy = join(folder, 'node_modules/@opentelemetry/api');
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(import.meta.dirname, '../node_modules/@opentelemetry/api'), copy, {
      recursive: true,
      dereference: true,
    });
    const manifest = join(copy, 'package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]+"/, '"version": "1.99.0"'));
    writeFileSync(join(folder, 'app.cjs'), `require('@opentelemetry/api')`);
    writeFileSync(join(folder, 'app.mjs'), `import '@opentelemetry/api'`);
    for (const app of ['app.cjs', 'app.mjs']) {
      const outcome = await run(['--import', '@seatrial/register/auto', join(folder, app)]);
      expect(outcome.stderr, app).toMatch(
        /^seatrial: two copies of @opentelemetry\/api are loaded: 1\.\d+\.\d+ \(.*\) and 1\.99\.0 \(/,
      );
      expect(outcome.stderr).toContain(realpathSync(copy));
    }
  });

  it('OpenTelemetry’s declarative configuration sets up the SDK, and spans carry the stamp', async () => {
    const file = join(folder, 'otel.yaml');
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = sink.env;
    writeFileSync(
      file,
      `file_format: "1.0"
tracer_provider:
  processors:
    - simple:
        exporter:
          otlp_http:
            endpoint: ${endpoint}/v1/traces
`,
    );
    const outcome = await runUnder('{}', `${one}; await new Promise((resolve) => setTimeout(resolve, 500))`, {
      OTEL_CONFIG_FILE: file,
    });
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/^seatrial: OTEL_CONFIG_FILE=.* sets up OpenTelemetry/m);
    expect(sink.spans()).toMatchObject([
      { name: 's', attributes: { 'service.version': '1.4.2-g3f2c1a9', 'seatrial.ring': 'canary' } },
    ]);
  });
});
