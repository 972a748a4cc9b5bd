import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createBatch, createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { explain } from '@seatrial/trial';
import type { ExplainOptions } from '@seatrial/trial';
import type { ExplainStep } from './api.ts';
import { createApiClient } from './client.ts';
import { startServer } from './index.ts';
import type { RunningServer } from './index.ts';

let store: Store;
let server: RunningServer;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const spans = Array.from({ length: 300 }, (_, index) =>
    createSpan({
      at: index * 100,
      ms: index,
      attributes: { region: ['eu', 'us', 'ap'][index % 3] ?? '' },
      statusCode: index % 6 === 0 ? 'error' : 'unset',
    }),
  );
  await store.ingest(createBatch({ spans }), { historic: true });
});

afterEach(async () => {
  await server.close();
  await store.close();
});

function get(path: string): Promise<Response> {
  return fetch(`${server.state.apiUrl}${path}`, { headers: { authorization: `Bearer ${server.state.token}` } });
}

it('explains as the package does: groups, boxes of a heat map, what is left out', async () => {
  const options: ExplainOptions = {
    where: parseSelector('service=checkout'),
    group: { where: parseSelector('error=true,duration<280'), from: startOfTime, to: startOfTime + 25_000 },
    against: { where: parseSelector('error=false') },
    exclude: ['name'],
    limit: 2,
  };
  const expected = await explain(store, options);
  expect(expected.causes.map(({ text }) => text)).toEqual(['region=eu']);
  const query = new URLSearchParams({
    where: 'service=checkout',
    group: 'error=true,duration<280',
    groupFrom: new Date(startOfTime).toISOString(),
    groupTo: String(startOfTime + 25_000),
    against: 'error=false',
    exclude: 'name',
    limit: '2',
  });
  const answer = await get(`/api/explain?${query}`);
  expect(await answer.json()).toEqual(expected);
  const told: number[] = [];
  expect(await createApiClient(server.state).explain(options, (done) => told.push(done))).toEqual(expected);
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

it('tells how far it is in lines of JSON, and at last the explanation', async () => {
  const answer = await get('/api/explain/steps?slowerThanShare=0.9&unit=span&wholeTrace=true&sample=100');
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  const lines = (await answer.text()).trimEnd().split('\n');
  const steps = lines.map((line) => JSON.parse(line) as ExplainStep);
  expect(steps.at(-1)).toMatchObject({
    explanation: { asked: { unit: 'span', wholeTrace: true, group: { slowerThanShare: 0.9 } } },
  });
  expect(steps.slice(0, -1).every((step) => 'done' in step)).toBe(true);
});

it.each([
  ['', 'group is missing'],
  ['group=a=b=c', 'Cannot read the selector'],
  ['group=error=true&slowerThanShare=2', 'slowerThanShare is "2"'],
  ['group=error=true&unit=row', 'unit is "row", not one of request, span'],
  ['group=error=true&groupFrom=2&groupTo=1', 'groupFrom lies after groupTo'],
  ['grop=error=true', 'Did you mean group?'],
])('answers 400 to ?%s, and says what is wrong', async (query, message) => {
  for (const path of ['/api/explain', '/api/explain/steps']) {
    const answer = await get(`${path}?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(JSON.stringify(message).slice(1, -1));
  }
});

it('needs the token, and tells the client what the server says', async () => {
  expect((await fetch(`${server.state.apiUrl}/api/explain?group=error=true`)).status).toBe(401);
  const client = createApiClient({ ...server.state, token: 'other' });
  const refused = client.explain({ group: { where: parseSelector('error=true') } });
  await expect(refused).rejects.toMatchObject({ code: 'SEATRIAL_SERVER_REFUSED' });
  await server.close();
  const gone = createApiClient(server.state).explain({ group: { where: parseSelector('error=true') } });
  await expect(gone).rejects.toMatchObject({ code: 'SEATRIAL_NO_SERVER' });
});
