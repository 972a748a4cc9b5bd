import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Store } from '@seatrial/store';
import { createBatch, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { LiveStatus } from '../api.ts';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';

interface FirstBlock {
  readonly live: LiveStatus;
  readonly answers: Readonly<
    Record<string, { readonly asOf: number; readonly current: boolean; readonly answer: unknown }>
  >;
}

const hostile = '</script><script>alert(1)</script>';
let directory: string;
let store: Store;
let server: RunningServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'seatrial-first-'));
  const page = join(directory, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Seatrial</title><body><div></div></body>');
  store = await createDuckDbStore({ path: ':memory:' });
  const spans = [0, 1, 2, 3, 4].map((minute) =>
    createSpan({
      at: Date.now() - startOfTime - (10 - minute) * 60_000,
      version: minute % 2 === 0 ? '1.4.1' : '1.4.2',
      route: hostile,
    }),
  );
  await store.ingest(createBatch({ spans }), { historic: true });
  server = await startServer({ store, version: '0.0.1', page, otlpPort: 0, grpcPort: 0, apiPort: 0 });
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function enter(): Promise<string> {
  const { apiUrl, token } = server.state;
  const answer = await fetch(`${apiUrl}/?token=${token}`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function open(path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(server.state.apiUrl + path, { headers: { accept: 'text/html', ...headers } });
}

function toBlock(html: string): FirstBlock | undefined {
  const text = /<script type="application\/json" id="first-answers">([^<]*)<\/script><\/body>/.exec(html)?.[1];
  return text === undefined ? undefined : (JSON.parse(text) as FirstBlock);
}

/** The block of a view, once all of these are in it. */
function waitFor(path: string, cookie: string, ...questions: readonly RegExp[]): Promise<FirstBlock> {
  return vi.waitFor(
    async () => {
      const block = toBlock(await (await open(path, { cookie })).text());
      const paths = Object.keys(block?.answers ?? {});
      for (const question of questions) expect(paths).toContainEqual(expect.stringMatching(question));
      return block as FirstBlock;
    },
    { timeout: 15_000, interval: 50 },
  );
}

it('brings the first answers along in the page, the same as the API gives, to whoever may read them', async () => {
  const cookie = await enter();
  const releases = await waitFor(
    '/',
    cookie,
    /^\/api\/releases$/,
    /^\/api\/traffic$/,
    /^\/api\/verify\?candidate=version%3D1\.4\.2&service=checkout$/,
  );
  expect(releases.answers['/api/releases']).toMatchObject({ current: true });
  const own = await fetch(`${server.state.apiUrl}/api/releases`, { headers: { cookie } });
  expect(releases.answers['/api/releases']?.answer).toEqual(await own.json());

  const release = await waitFor(
    '/release',
    cookie,
    /^\/api\/verify\/history\?service=checkout$/,
    /^\/api\/events\/heatmap\?/,
  );
  const history = release.answers['/api/verify/history?service=checkout'];
  expect(history?.answer).toMatchObject({ verdict: { candidate: { name: '1.4.2 (stable)' } } });
  expect(JSON.stringify(release)).toContain(JSON.stringify(hostile));

  const html = await open('/', { cookie });
  expect(html.headers.get('cache-control')).toBe('no-store');
  expect((await html.text()).split('<script')).toHaveLength(2);
  for (const headers of [{}, { cookie: `${cookie}x` }, { cookie, 'sec-fetch-site': 'same-site' }])
    expect(toBlock(await (await open('/', headers)).text())).toBeUndefined();
  expect(toBlock(await (await open('/events', { cookie })).text())).toBeUndefined();
});

it('says of an answer that more has come since, and takes the one that the page was given then', async () => {
  const cookie = await enter();
  const before = await waitFor('/', cookie, /^\/api\/releases$/);
  const traces = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'late' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: '5'.repeat(32),
                spanId: '5'.repeat(16),
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
                endTimeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
              },
            ],
          },
        ],
      },
    ],
  };
  const sent = await fetch(`${server.state.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(traces),
  });
  expect(sent.status).toBe(200);
  const old = await waitFor('/', cookie, /^\/api\/releases$/);
  expect(old.answers['/api/releases']).toEqual({ ...before.answers['/api/releases'], current: false });
  expect(old.live.received.requests).toBe(1);

  await fetch(`${server.state.apiUrl}/api/releases`, { headers: { cookie } });
  const renewed = await waitFor('/', cookie, /^\/api\/releases$/);
  expect(renewed.answers['/api/releases']?.current).toBe(true);
  expect(JSON.stringify(renewed.answers['/api/releases'])).toContain('"late"');
});
