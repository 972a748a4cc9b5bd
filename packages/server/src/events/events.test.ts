import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { SpansMessage } from '../api.ts';
import { createApiClient } from '../client.ts';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';

let store: Store;
let server: RunningServer;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
});

afterEach(async () => {
  await server.close();
  await store.close();
});

let id = 0;

/** One span for each duration, of a release of its own in a ring. */
async function send(ring: string, ...durations: readonly number[]): Promise<void> {
  const start = BigInt(Date.now()) * 1_000_000n;
  const spans = durations.map((ms) => ({
    traceId: (id += 1).toString(16).padStart(32, 'a'),
    spanId: id.toString(16).padStart(16, 'b'),
    name: 'GET /',
    kind: 2,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(ms) * 1_000_000n),
  }));
  const attributes = [
    { key: 'service.name', value: { stringValue: 'checkout' } },
    { key: 'seatrial.ring', value: { stringValue: ring } },
  ];
  const response = await fetch(`${server.state.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] }),
  });
  expect(response.status).toBe(200);
}

/** The events of a stream as they come, comments left out. */
async function* watch(query: string, headers: Record<string, string> = {}): AsyncGenerator<SpansMessage, void> {
  const response = await fetch(`${server.state.apiUrl}/api/spans/stream${query}`, {
    headers: { authorization: `Bearer ${server.state.token}`, ...headers },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const data = /^event: spans\nid: \d+\ndata: (.*)$/.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as SpansMessage;
    }
  }
}

it('a stream shows what arrives and matches, the newest of it, says how much it was, and goes on where it was', async () => {
  await send('canary', 1);
  const stream = watch('?where=ring%3Dcanary&limit=2');
  const begin = (await stream.next()).value;
  expect(begin).toMatchObject({ spans: [], matched: 0 });
  await send('stable', 5);
  await send('canary', 10, 11, 12, 13, 14);
  const seen = (await stream.next()).value;
  expect(seen).toMatchObject({ matched: 5, spans: [{ durationMs: 13 }, { durationMs: 14 }] });
  expect(seen?.seconds).toBeGreaterThan(0);
  await stream.return();
  await send('canary', 20);
  const again = watch('?where=ring%3Dcanary', { 'last-event-id': String(seen?.cursor) });
  expect((await again.next()).value).toMatchObject({ matched: 1, spans: [{ durationMs: 20 }] });
  await again.return();
});

it('a stream ends with the server, and a wrong one is refused before it begins', async () => {
  const stream = watch('');
  await stream.next();
  const rest = stream.next().catch(() => 'cut off');
  await server.close();
  expect(await rest).toEqual(expect.anything());
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const ask = (query: string): Promise<Response> =>
    fetch(`${server.state.apiUrl}/api/spans/stream${query}`, {
      headers: { authorization: `Bearer ${server.state.token}` },
    });
  expect((await ask('?where=a%22')).status).toBe(400);
  expect((await ask('?wher=a')).status).toBe(400);
  expect((await fetch(`${server.state.apiUrl}/api/spans/stream`)).status).toBe(401);
});

it('the client asks a server as it would ask the store', async () => {
  await send('canary', 1, 2, 300);
  await send('stable', 1);
  await store.maintain();
  const client = createApiClient(server.state);
  const where = parseSelector('ring=canary');
  const { cursor } = await store.follow();
  expect(await client.follow({ after: cursor - 1, where })).toEqual(await store.follow({ after: cursor - 1, where }));
  expect(await client.heatmap({ where, by: 'ring', columns: 5, rows: 9 })).toEqual(
    await store.heatmap({ where, by: 'ring', columns: 5, rows: 9 }),
  );
  expect(await client.groups({ by: ['ring', 'route'], of: 'requests', order: 'p95', limit: 1 })).toMatchObject({
    groups: 2,
    rows: [{ values: ['canary', 'GET /'], p95Ms: 300 }],
  });
  expect(await client.knownValues({ name: 'ring', prefix: 'ca' })).toEqual(['canary']);
  await expect(client.groups({ by: [] })).rejects.toMatchObject({ code: 'SEATRIAL_BAD_ARGUMENT' });
});
