import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSelector } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createBatch, createSpan } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { judge, verify } from '@seatrial/trial';
import type { Verdict, VerifyOptions } from '@seatrial/trial';
import { createApiClient } from './client.ts';
import { startServer } from './index.ts';
import type { RunningServer } from './index.ts';

let store: Store;
let server: RunningServer;

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: '0.0.1', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const spans = Array.from({ length: 400 }, (_, index) =>
    createSpan({
      at: index * 1000,
      version: index % 4 === 0 ? '1.4.2' : '1.4.1',
      ring: index % 4 === 0 ? 'canary' : 'stable',
      statusCode: index % 4 === 0 && index % 3 === 0 ? 'error' : 'unset',
    }),
  );
  await store.ingest(createBatch({ spans }), { historic: true });
});

afterEach(async () => {
  await server.close();
  await store.close();
});

async function get(query: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${server.state.apiUrl}/api/verify${query}`, {
    headers: { authorization: `Bearer ${server.state.token}` },
  });
  return { status: response.status, body: await response.json() };
}

it('judges as the package does, and gives the evidence for the command to judge', async () => {
  const options: VerifyOptions = {
    service: 'checkout',
    candidate: parseSelector('ring=canary'),
    baseline: parseSelector('ring=stable'),
    where: parseSelector('route=/orders'),
    batchSeconds: 60,
    objectives: { errors: { ceiling: 0.01, factor: 3, regressedFactor: 1.5 } },
  };
  const expected = await verify(store, options);
  expect(expected.verdict).toBe('regressed');
  const query = new URLSearchParams({
    service: 'checkout',
    candidate: 'ring=canary',
    baseline: 'ring=stable',
    where: 'route=/orders',
    batchSeconds: '60',
    objectives: '{"errors":{"ceiling":0.01,"factor":3,"regressedFactor":1.5}}',
  });
  expect(await get(`?${query}`)).toEqual({ status: 200, body: expected });
  const client = createApiClient(server.state);
  expect(JSON.stringify(judge(await client.evidence(options)))).toBe(JSON.stringify(expected));
});

it.each([
  ['', 'service is missing'],
  ['?service=checkout&candidat=ring=canary', 'Did you mean candidate?'],
  ['?service=checkout&candidate=ring', ''],
  ['?service=checkout&objectives=5', 'no JSON object'],
  ['?service=checkout&objectives={"errors":{"ceiling":2}}', 'errors.ceiling is 2'],
  ['?service=checkout&unit=user', 'not one of request, subject, trace'],
  ['?service=checkout&batchSeconds=7', 'A batch of 7 s is not possible'],
])('%s is refused with a sentence', async (query, says) => {
  const { status, body } = await get(query);
  // A bare name asks whether it is there, which is a comparison as well.
  const refused = says !== '';
  expect(status).toBe(refused ? 400 : 200);
  expect(JSON.stringify(body)).toContain(says);
});

it('a service that was never seen is UNDECIDED, and wants the token as everything does', async () => {
  expect(((await get('?service=chekout')).body as Verdict).reasons[0]?.code).toBe('no-such-service');
  expect((await fetch(`${server.state.apiUrl}/api/verify?service=checkout`)).status).toBe(401);
});
