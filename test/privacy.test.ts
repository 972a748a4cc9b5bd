import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from './fixtures/identity.ts';
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

function run(options = '{}', env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode(['secrets.mjs', options], { cwd: fixtures, env: { ...sink.env, ...identity, ...env } });
}

/** Everything that was received, as text. */
function received(): string {
  return JSON.stringify([sink.spans(), sink.logs()], (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

const secrets = /TOKEN|APIKEY|PASSWORD|who@example|USER|PASS|LITERAL|BEARER|COOKIE|203\.0\.113\.77/;

it('no secret of addresses, headers, statements and errors leaves by default, and what is none stays', async () => {
  expect(await run()).toMatchObject({ code: 0, stderr: '' });
  expect(secrets.exec(received())?.[0]).toBeUndefined();
  const servers = sink.spans().filter((span) => span.kind === 'server');
  expect(servers.map((span) => span.attributes)).toMatchObject(
    ['/a', '/b'].map((path) => ({
      'url.path': path,
      'url.query': 'page=2&token=REDACTED&api_key=REDACTED&password=REDACTED&email=REDACTED',
      'client.address': '203.0.113.0',
    })),
  );
  const clients = sink.spans().filter((span) => span.kind === 'client');
  expect(clients.map((span) => span.attributes['url.full'])).toEqual([
    expect.stringMatching(/^http:\/\/REDACTED:REDACTED@127\.0\.0\.1:\d+\/a\?page=2&token=REDACTED&/),
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/b\?page=2&token=REDACTED&/),
  ]);
  const statement = sink.spans().find((span) => span.name === 'statement');
  expect(statement).toMatchObject({
    attributes: { 'db.query.text': 'select * from u where pw = ?', mine: 'ATTRIBUTE' },
    statusMessage: 'https://a.example/?token=REDACTED',
  });
  expect(sink.logs().find((log) => log.attributes['mine'] === 'LOG')).toMatchObject({
    body: 'BODY',
    attributes: { 'url.full': 'http://a.example/?token=REDACTED' },
  });
});

it('headers that an instrumentation is told to write are written without their secrets', async () => {
  const names = ['authorization', 'cookie', 'x-request-id'];
  await run(
    `{ instrumentationConfig: { '@opentelemetry/instrumentation-http': { headersToSpanAttributes: { server: { requestHeaders: ${JSON.stringify(names)}, responseHeaders: ['set-cookie'] } } } } }`,
  );
  expect(secrets.exec(received())?.[0]).toBeUndefined();
  expect(sink.spans().find((span) => span.kind === 'server')?.attributes).toMatchObject({
    'http.request.header.authorization': ['REDACTED'],
    'http.request.header.cookie': ['REDACTED'],
    'http.request.header.x-request-id': ['r-1'],
    'http.response.header.set-cookie': ['REDACTED'],
  });
});

describe('the hook', () => {
  it('sees attributes of spans, events, links and logs after the default rules; changes and drops them', async () => {
    const redact = `(name, value) => name === 'mine' ? value.toLowerCase() : name === 'url.query' ? undefined :
      name === 'body' || name === 'otel.status_description' ? 'mine ' + value : value`;
    expect(await run(`{ redact: ${redact} }`)).toMatchObject({ code: 0, stderr: '' });
    expect(secrets.exec(received())?.[0]).toBeUndefined();
    expect(received()).not.toMatch(/ATTRIBUTE|EVENT|LINK|"LOG"|url\.query/);
    const statement = sink.spans().find((span) => span.name === 'statement');
    expect(statement).toMatchObject({
      attributes: { mine: 'attribute', 'db.query.text': 'select * from u where pw = ?' },
      links: [{ attributes: { mine: 'link' } }],
      statusMessage: 'mine https://a.example/?token=REDACTED',
    });
    expect(statement?.events[0]).toMatchObject({ name: 'step', attributes: { mine: 'event' } });
    expect(sink.logs().find((log) => log.attributes['mine'] === 'log')?.body).toBe('mine BODY');
  });

  it('that throws leaves the attribute out, says one line, and throws nothing into the application', async () => {
    const outcome = await run(
      `{ redact: (name, value) => { if (name === 'mine') throw new Error('oops'); return value; } }`,
    );
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(
      /^seatrial: redact threw for mine \(oops\); attributes .* left out\. \[.*#bad-option\]\n$/,
    );
    expect(received()).not.toMatch(/ATTRIBUTE|EVENT|LINK|"LOG"/);
    expect(sink.spans().map((span) => span.name)).toContain('statement');
  });

  it('that is none is said, and the default rules hold', async () => {
    const outcome = await run('{ redact: 7 }');
    expect(outcome.stderr).toMatch(/^seatrial: redact is no function and not false; the default rules alone hold\./);
    expect(secrets.exec(received())?.[0]).toBeUndefined();
  });
});

it.each([
  ['redact: false', '{ redact: false }', {}],
  ['SEATRIAL_REDACT=off', '{}', { SEATRIAL_REDACT: 'off' }],
])('%s sends what upstream records', async (_name, options, env) => {
  expect(await run(options, env)).toMatchObject({ code: 0, stderr: '' });
  for (const secret of ['TOKEN', 'LITERAL', '203.0.113.77', 'postgres://USER:PASS@db'])
    expect(received()).toContain(secret);
  // Upstream's own defaults, which we leave alone.
  expect(received()).not.toContain('BEARER');
});
