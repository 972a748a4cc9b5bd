import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangesFile } from '@seatrial/model';
import type { Store } from '@seatrial/store';
import { createBatch, createFunctionPoints, toContractId } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createApiClient } from '../client.ts';
import type { ApiClient } from '../client.ts';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';

let directory: string;
let store: Store;
let server: RunningServer;
let client: ApiClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'seatrial-ledger-'));
  store = await createDuckDbStore({ path: ':memory:' });
  await start();
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await startServer({
    store,
    version: '0.0.1',
    otlpPort: 0,
    grpcPort: 0,
    apiPort: 0,
    stateDirectory: directory,
  });
  client = createApiClient(server.state);
}

const change = {
  id: toContractId('applyCoupon'),
  name: 'applyCoupon',
  kind: 'function',
  file: 'src/coupons.ts',
  lines: [3, 9],
  change: 'modified',
  exported: true,
  authors: [{ name: 'Ada', email: 'ada@example.com', share: 1 }],
  unknownShare: 0,
  owners: ['@shop/checkout'],
  source: 'function applyCoupon() {}',
  formerSource: '',
} as const;

const file: ChangesFile = {
  schema: 1,
  createdAt: '2026-11-24T09:00:00.000Z',
  createdBy: 'seatrial 0.1.0',
  release: { service: 'checkout', version: '1.4.2-gbbbbbbb', commit: 'b'.repeat(40) },
  from: { ref: 'v1.4.1', commit: 'a'.repeat(40) },
  to: { ref: 'HEAD', commit: 'b'.repeat(40) },
  functions: [change],
  unverifiable: {},
};

function ask(path: string, body?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${server.state.token}`, 'content-type': 'application/json' };
  return fetch(server.state.apiUrl + path, { headers, ...(body !== undefined && { method: 'POST', body }) });
}

describe('what a release changed', () => {
  it('is uploaded, survives a restart, and is given again with its sources, to whoever has the token', async () => {
    expect(await client.upload(file)).toMatchObject({ service: 'checkout', version: '1.4.2-gbbbbbbb', functions: 1 });
    await server.close();
    await start();
    const given = await ask('/api/releases/changes?service=checkout&release=1.4.2');
    expect(await given.json()).toEqual(file);
    const [name = ''] = readdirSync(join(directory, 'changes'));
    expect(statSync(join(directory, 'changes', name)).mode & 0o777).toBe(0o600);
    const url = `${server.state.apiUrl}/api/releases`;
    expect((await fetch(`${url}/changes?service=checkout`)).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(file) })).status).toBe(401);
  });

  it('takes the place of an upload of the same release before', async () => {
    await client.upload(file);
    await client.upload({ ...file, functions: [change, { ...change, id: '0123456789ab', name: 'other' }] });
    const uploads = await ask('/api/releases/uploads?service=checkout');
    expect(await uploads.json()).toMatchObject([{ functions: 2, from: { ref: 'v1.4.1' } }]);
    expect(readdirSync(join(directory, 'changes'))).toHaveLength(1);
  });

  it('is joined with what processes tell', async () => {
    await client.upload(file);
    await store.ingest(
      createBatch({ metrics: createFunctionPoints({ version: '1.4.2-gbbbbbbb', at: 0, calls: 3, loaded: true }) }),
    );
    expect(await client.ledgers({ service: 'checkout', release: '1.4.2' })).toMatchObject([
      {
        version: '1.4.2-gbbbbbbb',
        coverage: { ran: 1, functions: 1 },
        rows: [{ name: 'applyCoupon', status: 'ran', calls: 3, owners: ['@shop/checkout'], lines: [3, 9] }],
      },
    ]);
    expect(await client.ledgers({ author: 'ADA@example.com' })).toHaveLength(1);
    expect(await client.ledgers({ author: 'bob@example.com' })).toEqual([]);
  });

  it('is refused where it is none, with the place and what is wrong there', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ schema: 2 }, 'The body: has schema 2, known is 1'],
      [{ functions: undefined }, 'has no list "functions"'],
      [{ release: {} }, 'release.service is missing'],
      [{ release: { service: 7 } }, 'release.service is no text'],
      [{ functions: [{ ...change, change: 'rewritten' }] }, 'functions[0] has the "change" "rewritten"'],
      [{ functions: [{ ...change, id: '../../etc' }] }, 'functions[0] has no "id" of 12 hexadecimal digits'],
      [{ functions: Array.from({ length: 50_001 }, () => 0) }, 'has 50001 functions, at most 50000 are taken'],
    ];
    for (const [fields, message] of wrong) {
      const answer = await ask('/api/releases', JSON.stringify({ ...file, ...fields }));
      expect([400, 413]).toContain(answer.status);
      expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining(message) as string } });
    }
  });

  it('is refused where it is too large, no JSON, or nowhere', async () => {
    const large = await ask('/api/releases', ' '.repeat(67_108_865));
    expect([large.status, await large.json()]).toMatchObject([413, { error: { code: 'SEATRIAL_TOO_LARGE' } }]);
    expect((await ask('/api/releases', '{')).status).toBe(400);
    const nowhere = await ask('/api/releases/changes?service=checkout&release=9');
    expect(nowhere.status).toBe(404);
    expect(JSON.stringify(await nowhere.json())).toContain('npx seatrial build --from REF --upload');
    expect((await ask('/api/functions?servce=checkout')).status).toBe(400);
  });
});
