import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '@seatrial/store';
import { createBatch, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { LiveStatus, Traffic } from '../api.ts';
import { startServer } from '../index.ts';
import type { RunningServer, ServerOptions } from '../index.ts';
import { createPageSession } from './page-session.ts';

let directory: string;
let page: string;
let store: Store;
let server: RunningServer;

beforeAll(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
});

afterAll(() => store.close());

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'seatrial-page-'));
  page = join(directory, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Seatrial</title>');
  writeFileSync(join(page, 'assets/index-abc.js'), 'export {};');
  writeFileSync(join(page, 'secret.txt'), 'not a file of the page');
  server = await start();
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function start(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const stateDirectory = join(directory, 'state');
  return startServer({
    store,
    version: '0.0.1',
    page,
    stateDirectory,
    otlpPort: 0,
    grpcPort: 0,
    apiPort: 0,
    ...options,
  });
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.state.apiUrl + path, { redirect: 'manual', headers });
}

/** Asks for a path as it is written, which no URL would keep. */
function getRaw(
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly location: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.state.apiUrl);
    httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '' });
    })
      .on('error', reject)
      .end();
  });
}

const browser = { accept: 'text/html' };

/** What a browser keeps of the link that was printed. */
async function enter(): Promise<string> {
  const answer = await get(`/?token=${server.state.token}`, browser);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('the page', () => {
  it('trades the token of the printed link for a cookie, and sends the browser to the same address without it', async () => {
    expect(server.state.pageUrl).toBe(`${server.state.apiUrl}/?token=${server.state.token}`);
    const answer = await get(`/release?token=${server.state.token}&service=checkout`, browser);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/release?service=checkout']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^seatrial-\d+=\d+\.[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(server.state.token);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('never sends a browser to another host', async () => {
    for (const path of ['//evil.example/', '/.//evil.example/', '/%2e//evil.example/'])
      expect(await getRaw(`${path}?token=${server.state.token}`, browser)).toEqual({
        status: 303,
        location: expect.stringMatching(/^\/(?!\/)/),
      });
  });

  it('gives every view and its files to anybody on this machine, and data to none without token or cookie', async () => {
    for (const path of ['/', '/release?service=a', '/trace/5eed', '/events']) {
      const answer = await get(path, browser);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
      expect(answer.headers.get('content-security-policy')).toContain("trusted-types 'none'");
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    }
    expect((await get('/assets/index-abc.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of [
      '/secret.txt',
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/page.key',
      '/server.json',
    ])
      expect((await get(path)).status).toBe(401);
    for (const path of ['/api/status', '/api/releases', '/api/status/stream', '/api/nothing'])
      expect((await get(path, browser)).status).toBe(401);
  });

  it('lets the cookie read and nothing else, for its own page and nobody else', async () => {
    const cookie = await enter();
    const ask = (headers: Record<string, string>, method = 'GET'): Promise<Response> =>
      fetch(`${server.state.apiUrl}/api/status`, { method, headers: { cookie, ...headers } });
    expect((await ask({})).status).toBe(200);
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask({ 'sec-fetch-site': 'none' })).status).toBe(200);
    expect((await ask({ 'sec-fetch-site': 'same-site' })).status).toBe(401);
    expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await ask({ origin: 'http://127.0.0.1:3000' })).status).toBe(403);
    const deploy = await fetch(`${server.state.apiUrl}/api/deploys`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', origin: server.state.apiUrl },
      body: JSON.stringify({ service: 'checkout' }),
    });
    expect(deploy.status).toBe(401);
    expect((await getRaw('/api/status', { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await getRaw('/', { ...browser, host: 'evil.example' })).status).toBe(403);
  });

  it('refuses a token that is not the right one, and a cookie that was made up, changed or is over', async () => {
    const wrong = await get('/?token=0123456789abcdef', browser);
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await wrong.text()).toContain('open the one that \\"seatrial dev\\" printed last');
    const cookie = await enter();
    const [name = '', value = ''] = cookie.split('=');
    const [until = '', signature = ''] = value.split('.');
    for (const forged of [
      `${name}=${Number(until) + 1}.${signature}`,
      `${name}=${until}.${'A'.repeat(43)}`,
      `${name}=`,
      `other=${value}`,
    ])
      expect((await get('/api/status', { cookie: forged })).status).toBe(401);
    const session = createPageSession();
    const issued = session.issue(4319, 0).split(';')[0];
    expect(session.accepts(issued, 2_592_000_000)).toBe(true);
    expect(session.accepts(issued, 2_592_000_001)).toBe(false);
    expect(createPageSession().accepts(issued, 1)).toBe(false);
  });

  it('knows a browser after a restart, by a key that only this user reads', async () => {
    const cookie = await enter();
    const { token } = server.state;
    await server.close();
    server = await start();
    expect(server.state.token).not.toBe(token);
    expect((await get('/api/status', { cookie })).status).toBe(200);
    expect(statSync(join(directory, 'state/page.key')).mode & 0o777).toBe(0o600);
  });

  it('is not there where it was not built', async () => {
    await server.close();
    await expect(start({ page: join(directory, 'state') })).rejects.toThrow('holds no built page');
    server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
    expect((await get('/', browser)).status).toBe(401);
    expect(server.state.pageUrl).toBeUndefined();
  });
});

describe('traffic', () => {
  const ask = async (query: string): Promise<Response> =>
    fetch(`${server.state.apiUrl}/api/traffic${query}`, { headers: { authorization: `Bearer ${server.state.token}` } });

  it('is counted by release and step, without what users did not see, and compressed', async () => {
    const shadow = { 'seatrial.shadow': true };
    const spans = [
      ...Array.from({ length: 30 }, (_, index) => createSpan({ at: index * 60_000 })),
      ...Array.from({ length: 10 }, (_, index) =>
        createSpan({ version: '1.4.2', at: 1_200_000 + index * 60_000, statusCode: 'error' }),
      ),
      createSpan({ version: '1.4.2', at: 1_200_000, attributes: shadow }),
      createSpan({ at: 0, kind: 'internal', parentSpanId: '00000000000000aa' }),
    ];
    await store.ingest(createBatch({ spans }), { historic: true });
    const from = startOfTime;
    const answer = await ask(`?from=${from}&to=${from + 1_800_000}&steps=3&where=service%3Dcheckout`);
    const traffic = (await answer.json()) as Traffic;
    expect(traffic).toMatchObject({ from: '2026-11-24T10:00:00.000Z', stepSeconds: 600, steps: 3 });
    expect(traffic.series.toSorted((a, b) => (a.version < b.version ? -1 : 1))).toMatchObject([
      { service: 'checkout', version: '1.4.1', requests: [10, 10, 10], errors: [0, 0, 0] },
      { service: 'checkout', version: '1.4.2', requests: [0, 0, 10], errors: [0, 0, 10] },
    ]);
    // By default all that is stored, in steps that fit it.
    expect(await (await ask('')).json()).toMatchObject({ from: '2026-11-24T10:00:00.000Z', stepSeconds: 30 });
    const many = await ask(`?from=${from}&to=${from + 1_800_000}&steps=1000`);
    expect(many.headers.get('content-encoding')).toBe('gzip');
    expect((await many.json()) as Traffic).toMatchObject({ stepSeconds: 5, steps: 360 });
    expect((await ask('?steps=0')).status).toBe(400);
    expect((await ask('?step=5')).status).toBe(400);
  });
});

describe('the stream of the status', () => {
  it('says at once how much has come, again when more has, and ends with the server', async () => {
    const answer = await get('/api/status/stream', { authorization: `Bearer ${server.state.token}` });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const events = readEvents(answer);
    expect((await events.next()).value).toMatchObject({ version: '0.0.1', received: { requests: 0 } });
    await fetch(`${server.state.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect((await events.next()).value).toMatchObject({ received: { requests: 1 } });
    const rest = events.next().catch(() => ({ done: true }));
    await server.close();
    expect((await rest).done).toBe(true);
    server = await start();
  });
});

async function* readEvents(response: Response): AsyncGenerator<LiveStatus, void> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const data = /^event: status\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as LiveStatus;
    }
  }
}
