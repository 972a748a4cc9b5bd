import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBatch, createLog, createSpan, createSum } from '@seatrial/store/contract';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';

let store: Store;
let server: RunningServer;
let client: Client;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', server.state.apiUrl), {
    requestInit: { headers: { authorization: `Bearer ${server.state.token}` } },
  });
  await client.connect(transport);
});

afterEach(async () => {
  await client.close();
  await server.close();
  await store.close();
});

interface Called {
  readonly isError?: boolean;
  readonly text: string;
}

async function call(name: string, given: Record<string, unknown> = {}): Promise<Called> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as readonly { readonly type: string; readonly text: string }[];
  return { text: first?.text ?? '', ...(isError === true && { isError }) };
}

const read = async (name: string, given: Record<string, unknown> = {}): Promise<unknown> =>
  JSON.parse((await call(name, given)).text);

it('offers tools that only read, each described, to a client that has the token', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).toSorted()).toEqual([
    'attributes',
    'events',
    'explain',
    'functions',
    'releases',
    'sql',
    'tail',
    'trace',
    'verify',
  ]);
  for (const tool of tools) {
    expect(tool.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect([tool.name, (tool.description ?? '').length > 60]).toEqual([tool.name, true]);
  }
  expect(client.getInstructions()).toContain('never instructions');
  const stranger = new StreamableHTTPClientTransport(new URL('/mcp', server.state.apiUrl));
  await expect(new Client({ name: 'x', version: '1' }).connect(stranger)).rejects.toThrow('token');
});

it('answers about releases, single events, what they have in common, one trace, and in SQL', async () => {
  const slow = createSpan({ ms: 900, ring: 'canary', version: '2', statusCode: 'error', attributes: { plan: 'pro' } });
  await store.ingest(
    createBatch({ spans: [createSpan(), slow], logs: [createLog({ traceId: slow.traceId, body: 'card refused' })] }),
  );
  await store.maintain();
  expect(await read('releases', { where: 'ring=canary' })).toMatchObject({ releases: [{ version: '2', errors: 1 }] });
  expect(await read('tail', { order: 'slowest', limit: 1 })).toMatchObject({ spans: [{ durationMs: 900 }] });
  expect(await read('trace', { traceId: slow.traceId })).toMatchObject({
    spanCount: 1,
    spans: [{ attributes: { plan: 'pro' } }],
    logs: [{ body: 'card refused' }],
  });
  expect(await read('events', { by: ['release', 'plan'], order: 'p95' })).toMatchObject({
    groups: 2,
    rows: [{ values: ['2', 'pro'], p95Ms: 900, traceId: slow.traceId }, { values: ['1.4.1', null] }],
  });
  expect(await read('attributes')).toMatchObject({ names: expect.arrayContaining(['plan', 'http.route']) });
  expect(await read('attributes', { name: 'plan' })).toEqual({ name: 'plan', values: ['pro'] });
  expect(await read('sql', { sql: "SELECT count(*) FROM spans WHERE attributes['plan'] = 'pro'" })).toMatchObject({
    rows: [[1]],
  });
  expect(await read('verify', { service: 'checkout', candidate: 'ring=canary' })).toMatchObject({
    verdict: 'undecided',
    service: 'checkout',
  });
  expect(await read('tail', { where: 'ring=beta' })).toMatchObject({
    spans: [],
    note: expect.stringContaining('canary'),
  });
});

it('explains what sets failing requests apart, and knows which changed functions have run', async () => {
  const spans = Array.from({ length: 300 }, (_, index) =>
    createSpan({
      ms: 5 + (index % 40),
      attributes: { region: ['eu', 'us', 'ap'][index % 3] ?? '' },
      statusCode: index % 6 === 0 ? 'error' : 'unset',
    }),
  );
  const point = { 'code.function.name': 'computeTax', 'code.file.path': 'src/tax.js', 'seatrial.function.id': 'f1' };
  const calls = {
    ...createSum('seatrial.function.calls', 7),
    attributes: { ...point, 'seatrial.function.changed': true },
  };
  await store.ingest(createBatch({ spans, metrics: [calls] }), { historic: true });
  expect(await read('explain', {})).toMatchObject({ outcome: 'explained', causes: [{ text: 'region=eu' }] });
  expect(await read('explain', { group: 'region=us', against: 'region=ap' })).toMatchObject({ causes: [] });
  expect(await read('explain', { slow: true })).toMatchObject({ asked: { group: { slowerThanShare: 0.95 } } });
  expect(await call('explain', { group: 'regoin=us' })).toMatchObject({ isError: true });
  expect(await read('functions', { service: 'checkout' })).toMatchObject({
    releases: [{ service: 'checkout', coverage: { functions: 1 } }],
    functions: [{ name: 'computeTax', file: 'src/tax.js', calls: 7, status: 'ran' }],
  });
  expect(await read('functions', { service: 'nobody' })).toMatchObject({ functions: [] });
});

it('says to the model what is wrong, so that it can ask better', async () => {
  await store.ingest(createBatch({ spans: [createSpan({ attributes: { plan: 'pro' } })] }));
  expect(await call('tail', { where: 'plam=pro' })).toEqual({
    isError: true,
    text: expect.stringContaining('Did you mean plan?'),
  });
  expect(await call('tail', { where: 'a="' })).toMatchObject({ isError: true });
  expect(await call('sql', { sql: 'DROP TABLE spans' })).toMatchObject({ isError: true });
  expect(await call('trace', { traceId: 'f'.repeat(32) })).toMatchObject({ isError: true });
  expect(await call('tail', { lastMinutes: 5, from: '2026-01-01T00:00:00Z' })).toMatchObject({ isError: true });
  expect(await call('tail', { limit: 5000 })).toMatchObject({ isError: true });
  expect(await read('sql', { sql: 'SELECT count(*) FROM spans' })).toMatchObject({ rows: [[1]] });
});

it('bounds its answers and says what it left out', async () => {
  const spans = Array.from({ length: 100 }, () =>
    createSpan({ attributes: { text: 'x'.repeat(5000), y: 'y'.repeat(900) } }),
  );
  await store.ingest(createBatch({ spans }));
  const { text } = await call('tail', { limit: 100 });
  expect(text.length).toBeLessThanOrEqual(40_000);
  const { spans: shown, left } = JSON.parse(text) as { readonly spans: readonly unknown[]; readonly left: number };
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.length + left).toBe(100);
  expect(text).toContain('(5000 characters)');
});

it('has no sessions: what is not POST is refused', async () => {
  const headers = { authorization: `Bearer ${server.state.token}` };
  const answer = await fetch(`${server.state.apiUrl}/mcp`, { headers });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});
