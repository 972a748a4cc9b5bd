import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identity } from './fixtures/identity.ts';
import { cells, countByName, toExpectedSpans } from './process/matrix-cells.ts';
import { startPostgres, whyNoPostgres } from './process/postgres.ts';
import type { Postgres } from './process/postgres.ts';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { createOtlpSink } from './sink/otlp-sink.ts';
import type { OtlpSink } from './sink/otlp-sink.ts';

const fixtures = join(import.meta.dirname, 'fixtures/matrix');
const auto = '@seatrial/register/auto';

const withoutPg = whyNoPostgres();
if (withoutPg !== undefined) console.log(`matrix: pg is skipped; ${withoutPg}`);

let postgres: Postgres | undefined;
let sink: OtlpSink;

beforeAll(async () => {
  if (withoutPg === undefined) postgres = await startPostgres();
});

afterAll(() => postgres?.stop());

beforeEach(async () => {
  sink = await createOtlpSink();
});

afterEach(() => sink.close());

function run(args: readonly string[]): Promise<Outcome> {
  return runNode(args, { cwd: fixtures, env: { ...sink.env, ...postgres?.env, ...identity } });
}

function countSpans(): Readonly<Record<string, number>> {
  return countByName(sink.spans());
}

const all = toExpectedSpans({ pg: withoutPg === undefined });

describe('http, fetch, Express, Fastify and pg: every span is there once', () => {
  it.each(cells)('%s', async (_name, args) => {
    expect(await run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(countSpans()).toEqual(all);
  });

  it('ESM, called after the static imports: what was loaded is patched late, and one line names it and the fix', async () => {
    const outcome = await run(['late.mjs']);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(
      /^seatrial: express, pg, pg-pool were loaded before register\(\).* Start with "node --import @seatrial\/register\/auto".*#loaded-too-early\]\n$/,
    );
    expect(countSpans()).toEqual(all);
  });

  it('CommonJS, called after the requires: only a get taken out of http by then is lost, and the line names http', async () => {
    const outcome = await run(['late.cjs']);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(
      /^seatrial: express, http, https, pg, pg-pool were loaded before register\(\): what had been taken out of them .*#loaded-too-early\]\n$/,
    );
    expect(countSpans()).toEqual({ ...all, 'http client GET': 1 });
  });
});

describe('an ES module that loads nothing but http', () => {
  it.each([
    ['--import', ['--import', auto, 'http-only.mjs']],
    ['--require', ['--require', auto, 'http-only.mjs']],
    ['first import', ['http-only-inline.mjs']],
    ['with an HttpInstrumentation of its own beside the automatic ones', ['own-instrumentation.mjs']],
  ])('%s', async (_name, args) => {
    expect(await run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(countSpans()).toEqual({ 'http server GET': 3, 'http client GET': 2, 'undici client GET': 1 });
  });
});

describe('https, which is patched when it is loaded', () => {
  it.each([
    ['ESM, --import', ['--import', auto, 'https-only.mjs']],
    ['ESM, first import', ['https-only-inline.mjs']],
    ['CommonJS, --require', ['--require', auto, 'https-only.cjs']],
  ])('%s', async (_name, args) => {
    expect(await run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(countSpans()).toEqual({ 'http client GET': 2 });
  });
});

it('OTEL_NODE_ENABLED_INSTRUMENTATIONS that names router has its spans beside those of Express', async () => {
  const env = { ...sink.env, ...identity, OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express,router' };
  expect(await runNode(['--import', auto, 'app.mjs'], { cwd: fixtures, env })).toMatchObject({ code: 0, stderr: '' });
  expect(countSpans()).toMatchObject({
    'express internal request handler': 3,
    'router internal request handler - /items/:id': 3,
  });
});
