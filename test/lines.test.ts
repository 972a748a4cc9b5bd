import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineCodes } from '../packages/register/src/line.ts';
import { identity } from './fixtures/identity.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/what-can-go-wrong.md'), 'utf8');
const fixtures = join(import.meta.dirname, 'fixtures/register');
const one = `api.trace.getTracer('t').startSpan('s').end()`;

let sink: OtlpSink;

beforeEach(async () => {
  sink = await createOtlpSink();
});

afterEach(async () => {
  await sink.close();
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = fixtures): Promise<Outcome> {
  return runNode(args, { cwd, env: { ...sink.env, ...identity, ...env } });
}

/** The lines as [code, text], which have to be all that stderr has. */
function toLines(stderr: string): readonly (readonly [string, string])[] {
  return stderr
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const parts =
        /^seatrial: (.*) \[https:\/\/github\.com\/seatrial\/seatrial\/blob\/main\/docs\/what-can-go-wrong\.md#([a-z-]+)\]$/.exec(
          line,
        );
      return [parts?.[2] ?? 'no line of ours', parts?.[1] ?? line] as const;
    });
}

describe('docs/what-can-go-wrong.md', () => {
  const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1] ?? '');

  it('has a section for each code, in order, and none for a code that is gone', () => {
    expect(headings.filter((heading) => /^[a-z-]+$/.test(heading))).toEqual([...lineCodes].toSorted());
  });

  it.each(lineCodes)('%s: says what the line looks like, or what it means, and what to do', (code) => {
    const section = page.split(`\n## ${code}\n`)[1]?.split('\n## ')[0] ?? '';
    expect(section.split(/\s+/).length).toBeGreaterThan(20);
  });

  it('leads only to sections that it has', () => {
    const anchors = new Set(
      headings.map((heading) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
  });
});

describe('each line, said by a process', () => {
  const denied = ['--permission', '--allow-fs-read=*', 'options.mjs'];
  const before = (code: string): readonly string[] => ['--import', `data:text/javascript,${code}`, 'options.mjs'];
  const oldNode = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.10.0' } })`;
  // What a copy of the API before 1.10 leaves behind when it registers anything.
  const oldApi = `globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.9.1' }`;
  const failing = `{ instrumentationConfig: { '@opentelemetry/instrumentation-http': { get x() { throw new Error('boom') } } } }`;

  it.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    [
      'export-stopped',
      [...denied, '{}', `${one}; await api.handle.flush(); ${one}`],
      {},
      /thread failed \(.*--allow-worker/,
    ],
    [
      'nothing-patched',
      ['options.mjs', failing, one],
      {},
      /instrumentation-http could not be started \(boom\).*http, https/,
    ],
    [
      'nothing-patched',
      ['options.mjs', '{}', one],
      { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' },
      /no instrumentation is on/,
    ],
    ['old-node', [...before(oldNode), '{}', one], {}, /no safe synchronous module hooks.*22\.22\.3/],
    ['provider-refused', [...before(oldApi), '{}', one], {}, /older copy of @opentelemetry\/api was loaded first/],
    ['release-note', ['options.mjs', '{}', one], { SEATRIAL_COMMIT: 'not-a-commit' }, /not-a-commit/],
    [
      'telemetry-off',
      ['options.mjs', `{ contextManager: { enable() { throw new Error('no context') } } }`, one],
      {},
      /telemetry is off: no context\. The application runs on/,
    ],
    [
      'other-provider',
      [
        '--import',
        '@seatrial/register/auto',
        '--input-type=module',
        '-e',
        `import { trace } from '@opentelemetry/api'; trace.setGlobalTracerProvider({ getTracer() {} }); trace.getTracer('t').startSpan('s').end()`,
      ],
      {},
      /another tracer provider was registered after register\(\)/,
    ],
  ])('%s: %j', async (code, args, env, text) => {
    const outcome = await run(args, env);
    expect(toLines(outcome.stderr)).toEqual([[code, expect.stringMatching(text)]]);
    expect(outcome.code).toBe(0);
  });

  it('nothing-patched: a patch that throws leaves the package as it is, and the program alive', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-'));
    const home = join(folder, 'node_modules/memcached');
    mkdirSync(home, { recursive: true });
    // As the real one is where it is imported: the instrumentation looks for the prototype of what is no class.
    writeFileSync(join(home, 'package.json'), '{"name":"memcached","version":"2.2.2"}');
    writeFileSync(join(home, 'index.js'), 'module.exports = { works: true }');
    writeFileSync(join(folder, 'app.cjs'), `console.log(require('memcached').works)`);
    const outcome = await run(['--import', '@seatrial/register/auto', join(folder, 'app.cjs')]);
    rmSync(folder, { recursive: true });
    expect(toLines(outcome.stderr)).toEqual([
      ['nothing-patched', expect.stringMatching(/instrumentation-memcached could not patch memcached \(.*\)/)],
    ]);
    expect(outcome).toMatchObject({ code: 0, stdout: 'true\n' });
  });

  it('sdk-error: what OpenTelemetry alone would keep to itself', async () => {
    const taken = new URL(sink.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '').port;
    const outcome = await run(['options.mjs', '{}', `await new Promise((done) => setTimeout(done, 100))`], {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: taken,
    });
    expect(outcome.code).toBe(0);
    expect(toLines(outcome.stderr)).toEqual([
      ['sdk-error', expect.stringMatching(/OpenTelemetry reports: .*EADDRINUSE/)],
    ]);
  });

  it('no-service-name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-'));
    writeFileSync(
      join(folder, 'app.cjs'),
      `require(${JSON.stringify(fileURLToPath(import.meta.resolve('@seatrial/register')))}).register()`,
    );
    const outcome = await run(['app.cjs'], { SEATRIAL_VERSION: '1' }, folder);
    rmSync(folder, { recursive: true });
    expect(outcome.code).toBe(0);
    expect(toLines(outcome.stderr)).toEqual([['no-service-name', expect.stringContaining('set OTEL_SERVICE_NAME')]]);
  });

  it.each([
    ['an ES module with register() behind its static imports', 'too-early.mjs'],
    ['CommonJS with register() after require()', 'too-early.cjs'],
  ])('loaded-too-early: %s', async (_name, file) => {
    const outcome = await run([file]);
    expect(outcome.code).toBe(0);
    expect(toLines(outcome.stderr)).toEqual([
      ['loaded-too-early', expect.stringMatching(/^express.* loaded before register\(\)/)],
    ]);
  });
});

it('OTEL_LOG_LEVEL=NONE silences all of them', async () => {
  const outcome = await run(['too-early.cjs'], { OTEL_LOG_LEVEL: 'NONE', SEATRIAL_COMMIT: 'not-a-commit' });
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
});

it('a diagnostic logger of the application’s stays', async () => {
  const code = `import { diag } from '@opentelemetry/api'; diag.setLogger({ error: (text) => console.log('mine ' + text) }, 30); const { register } = await import('@seatrial/register'); register(); diag.error('x')`;
  const outcome = await run(['--input-type=module', '-e', code]);
  expect(outcome).toMatchObject({ code: 0, stdout: 'mine x\n', stderr: '' });
});
