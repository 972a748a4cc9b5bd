import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorReport } from '@seatrial/model';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const root = join(import.meta.dirname, '..');
const fixtures = join(import.meta.dirname, 'fixtures/register');
const auto = ['--import', '@seatrial/register/auto'];

interface Result {
  readonly setUpBy: string;
  readonly exit: { readonly code: number | null; readonly stopped: boolean };
  readonly report: DoctorReport | null;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

let sink: OtlpSink;
let folder: string;

beforeEach(async () => {
  sink = await createOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'seatrial-doctor-test-'));
});

afterEach(async () => {
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

function seatrial(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = fixtures,
): Promise<Outcome> {
  // Only the system's commands and this Node.js on the path, so that "node" is the one that runs the test.
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  return runNode([join(root, 'packages/cli/bin/seatrial.js'), ...args], {
    cwd,
    env: { ...sink.env, ...identity, PATH: path, ...env },
  });
}

async function examine(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
  cwd = fixtures,
): Promise<Result & { readonly exitCode: number | null; readonly stderr: string }> {
  const outcome = await seatrial(['doctor', '--json', ...options, '--', ...command], env, cwd);
  expect(outcome.stdout, outcome.stderr).toMatch(/^\{/);
  return { ...(JSON.parse(outcome.stdout) as Result), exitCode: outcome.code, stderr: outcome.stderr };
}

/** Without what watches the process itself, which is there after a second, on slow machines alone. */
function toModules(report: DoctorReport | null): readonly string[] {
  const modules = report?.patched.map(({ module }) => module) ?? [];
  return modules.filter((module) => module !== 'runtime-node');
}

function toCodes(found: readonly { readonly code: string }[]): readonly string[] {
  return found.map(({ code }) => code);
}

describe('a service in which all is well', () => {
  it.each([
    ['that sets up register() itself', ['node', ...auto, 'app.cjs'], 'program'],
    ['that does not', ['node', 'app.mjs'], 'doctor'],
  ])('%s: what is patched, seen, answers and is found', async (_name, command, setUpBy) => {
    const result = await examine(command);
    expect(result).toMatchObject({ exitCode: 0, setUpBy, problems: [], exit: { code: 0, stopped: false } });
    expect(toModules(result.report)).toEqual(['express', 'fetch', 'http']);
    expect(result.report?.patched.find(({ module }) => module === 'express')?.version).toMatch(/^5\./);
    expect(result.report?.spans).toMatchObject({ server: 3, client: 3 });
    expect(result.report?.spanMicroseconds).toBeGreaterThan(0.1);
    expect(result.report?.endpoints).toMatchObject(
      ['traces', 'metrics', 'logs'].map((signal) => ({
        signal,
        protocol: 'http/protobuf',
        url: `${sink.env['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/${signal}`,
        answers: true,
      })),
    );
    expect(result.report?.release).toContainEqual({
      field: 'ring',
      attribute: 'seatrial.ring',
      value: 'canary',
      source: 'SEATRIAL_RING',
    });
    const copies = result.report?.copies.map((copy) => copy.package) ?? [];
    expect(copies).toEqual(expect.arrayContaining(['@opentelemetry/api', '@opentelemetry/sdk-trace']));
    expect(new Set(copies).size).toBe(copies.length);
    // Measuring what a span costs sends none: what the receiver has is what the program made.
    expect(sink.spans().filter((span) => span.kind === 'server')).toHaveLength(3);
    expect(sink.spans().filter((span) => span.scope.name === 'seatrial.doctor')).toEqual([]);
  });

  it('that stays is stopped, through npm as well, and its output is not the report', async () => {
    writeFileSync(
      join(folder, 'package.json'),
      `{"name":"shop","version":"2.0.0","scripts":{"start":"node ${join(fixtures, 'serving.cjs')}"}}`,
    );
    const result = await examine(['npm', 'start'], {}, ['--for', '1500ms'], folder);
    expect(result).toMatchObject({ exitCode: 0, setUpBy: 'doctor', problems: [], exit: { stopped: true } });
    expect(result.stderr).toContain('serving');
    expect(result.report?.process.script).toBe(join(fixtures, 'serving.cjs'));
    expect(result.report?.spans).toEqual({ server: 1, client: 1 });
  });

  it('is shown to people within the width of their terminal', async () => {
    const outcome = await seatrial(['doctor', '--', 'node', 'app.cjs'], { COLUMNS: '80' });
    expect(outcome.code).toBe(0);
    for (const line of outcome.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    for (const text of [
      'node app.cjs: ended with code 0 after',
      /^Spans +9 \(/m,
      /µs\s+of\s+CPU\s+time\s+here/,
      /^Patched +express 5\.\d+\.\d+, fetch, http(, runtime-node)?$/m,
      /^fs +quiet by default/m,
      /^ring +canary +SEATRIAL_RING$/m,
      /^traces +http\/protobuf +http:\/\/127\.0\.0\.1:\d+\/v1\/traces +answers$/m,
      /^✓ Nothing is broken\.$/m,
    ])
      expect(outcome.stdout).toMatch(text);
  });
});

describe('what is broken, each with exit code 69', () => {
  it('an ES module that was loaded before register(); CommonJS is patched all the same', async () => {
    symlinkSync(join(root, 'node_modules/@seatrial'), join(mkdir('node_modules'), '@seatrial'));
    symlinkSync(join(root, 'node_modules/express'), join(folder, 'node_modules/express'));
    const home = mkdir('node_modules/openai');
    writeFileSync(join(home, 'package.json'), '{"name":"openai","version":"6.1.0","type":"module","main":"index.js"}');
    writeFileSync(join(home, 'index.js'), 'export class OpenAI {}');
    writeFileSync(
      join(folder, 'app.mjs'),
      `import 'express'; import 'openai'; import { register } from '@seatrial/register'; register();`,
    );
    const result = await examine(['node', 'app.mjs'], {}, [], folder);
    expect(result.exitCode).toBe(69);
    expect(result.problems).toEqual([
      {
        code: 'loaded-too-early',
        message: expect.stringMatching(/^openai 6\.1\.0 gives no spans: loaded before register\(\)/),
      },
    ]);
  });

  it('a version that the instrumentation does not take, and two majors of one package, with their paths', async () => {
    symlinkSync(join(root, 'node_modules/@seatrial'), join(mkdir('node_modules'), '@seatrial'));
    for (const [name, version] of [
      ['express', '99.0.0'],
      ['@opentelemetry/core', '2.9.0'],
    ] as const) {
      const home = mkdir(`node_modules/${name}`);
      writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
      writeFileSync(join(home, 'index.js'), 'module.exports = () => {}');
    }
    writeFileSync(join(folder, 'app.cjs'), `require('express'); require('@opentelemetry/core');`);
    const result = await examine(['node', 'app.cjs'], {}, [], folder);
    expect(result.exitCode).toBe(69);
    expect(result.problems).toEqual([
      {
        code: 'unsupported-version',
        message: expect.stringMatching(/^express 99\.0\.0 gives no spans: the instrumentation takes >=4/),
      },
      {
        code: 'two-copies',
        message: expect.stringContaining(`2.9.0 (${join(folder, 'node_modules/@opentelemetry/core')})`),
      },
    ]);
  });

  it('nobody listens: one problem for all signals', async () => {
    const result = await examine(['node', 'app.cjs'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@127.0.0.1:9',
    });
    expect(result.exitCode).toBe(69);
    expect(result.problems).toEqual([
      {
        code: 'endpoint',
        message: expect.stringMatching(/^traces, metrics, logs cannot be sent: .*ECONNREFUSED.*seatrial dev/),
      },
    ]);
    expect(JSON.stringify(result.report)).not.toContain('secret');
  });

  it('a backend that takes traces alone is told from one that takes nothing', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(request.url === '/v1/traces' ? 200 : 404).end());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const result = await examine(['node', 'app.cjs'], { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_LOGS_EXPORTER: 'none' });
    server.close();
    expect(result.exitCode).toBe(69);
    expect(result.problems).toEqual([
      {
        code: 'endpoint',
        message: expect.stringMatching(/^metrics cannot be sent: .*status 404.*OTEL_METRICS_EXPORTER=none/),
      },
    ]);
    expect(result.report?.endpoints.map(({ exporter, answers }) => [exporter, answers])).toEqual([
      ['otlp', true],
      ['otlp', false],
      ['none', null],
    ]);
  });

  it('register() that was not called, or that is off', async () => {
    const idle = await examine(['node', 'serving.cjs'], {}, ['--as-is', '--for', '500ms']);
    expect(idle).toMatchObject({
      exitCode: 69,
      problems: [{ code: 'not-registered' }],
      report: { state: 'not-called' },
    });
    const off = await examine(['node', ...auto, 'app.cjs'], { OTEL_SDK_DISABLED: 'true' });
    expect(off).toMatchObject({ exitCode: 69, problems: [{ code: 'telemetry-off' }], report: { state: 'off' } });
  });

  it('the program itself', async () => {
    const result = await examine(['node', '-e', `process.exit(3)`]);
    expect(result.exitCode).toBe(69);
    expect(result.problems).toEqual([{ code: 'program-failed', message: expect.stringContaining('with code 3') }]);
    expect(toCodes((await examine(['true'])).problems)).toEqual(['no-report']);
  });
});

describe('what is not patched, and why', () => {
  it('quiet, and disabled by a variable: neither is broken', async () => {
    const result = await examine(['node', 'app.cjs'], { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' });
    expect(result.exitCode).toBe(0);
    const gaps = Object.fromEntries(
      result.report?.notPatched.map(({ module, reason, detail }) => [module, [reason, detail]]) ?? [],
    );
    expect(gaps['express']).toEqual(['disabled', 'turned off by OTEL_NODE_DISABLED_INSTRUMENTATIONS']);
    expect(gaps['net']?.[0]).toBe('quiet');
  });
});

it('gRPC endpoints are asked by gRPC', async () => {
  await sink.close();
  sink = await createOtlpSink({ protocol: 'grpc' });
  const result = await examine(['node', 'app.cjs']);
  expect(result).toMatchObject({ exitCode: 0, problems: [] });
  expect(result.report?.endpoints.map(({ protocol, answers }) => [protocol, answers])).toEqual(
    Array.from({ length: 3 }, () => ['grpc', true]),
  );
});

it.each([
  [['doctor'], "missing required argument 'command'"],
  [['doctor', '--for', 'long', '--', 'node', 'app.cjs'], 'Write 500ms, 10s or 2m'],
  [['doctor', '--', 'no-such-command-here'], 'is not found on the path'],
])('who types %o is told so', async (args, message) => {
  expect(await seatrial(args)).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining(message) });
});

function mkdir(path: string): string {
  mkdirSync(join(folder, path), { recursive: true });
  return join(folder, path);
}
