import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotifier, createRecordFile, startServer } from '@seatrial/server';
import type { FlaggerHook, RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { RolloutPlan, UndecidedPolicy, Verdict } from '@seatrial/trial';
import { plantTraffic, toArms, toPlanted } from './traffic/plant.ts';

const { from } = toPlanted();
const checksum = '85d557f47b';
let folder: string;
let store: Store;
let server: RunningServer;
let told: string[];
let closeChat: () => Promise<unknown>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-gates-'));
  store = await createDuckDbStore({ path: ':memory:' });
  told = [];
  const chat = createServer(async (request, response) => {
    for await (const chunk of request) told.push((JSON.parse(String(chunk)) as { readonly text: string }).text);
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => chat.once('listening', resolve));
  closeChat = () => new Promise((resolve) => chat.close(resolve));
  const url = `http://127.0.0.1:${(chat.address() as AddressInfo).port}`;
  const records = createRecordFile(join(folder, 'records.jsonl'));
  server = await startServer({
    store,
    records,
    plan,
    notifier: createNotifier({ targets: [{ url }], onFailure: (text) => told.push(text) }),
    version: 'test',
    otlpPort: 0,
    grpcPort: 0,
    apiPort: 0,
  });
  // The canary began with the traffic, and its first increase passed then.
  const startedAt = new Date(from - 60_000).toISOString();
  const increases = { firstIncreaseAt: startedAt, lastIncreaseAt: startedAt };
  await records.put('canary', { id: 'shop/checkout', checksum, startedAt, ...increases, told: null });
});

afterEach(async () => {
  await server.close();
  await store.close();
  await closeChat();
  rmSync(folder, { recursive: true, force: true });
});

/** A stage of a minute for each policy, one of a day, and one that nobody is in. */
function plan(service: string): RolloutPlan {
  const toStage = (name: string, onUndecided: UndecidedPolicy, bakeMs: number, ring: string) =>
    ({ name, onUndecided, bakeMs, ring }) as const;
  const stages = [
    toStage('wait', 'wait', 60_000, 'canary'),
    toStage('advance', 'advance', 60_000, 'canary'),
    toStage('abort', 'abort', 60_000, 'canary'),
    toStage('long', 'advance', 86_400_000, 'canary'),
    toStage('empty', 'advance', 60_000, 'nobody'),
  ];
  return { service, stages, objectives: { minimumRequests: 7 } };
}

async function ask(hook: FlaggerHook, metadata: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${server.state.apiUrl}/api/gates/flagger/${hook}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.state.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'checkout', namespace: 'shop', phase: 'Progressing', checksum, metadata }),
  });
  return `${response.status} ${await response.text()}`;
}

describe("Flagger's increases go by the stage that the metadata name", () => {
  it.each([
    ['wait', /^409 UNDECIDED/],
    ['advance', /^200 UNDECIDED/],
    ['abort', /^409 UNDECIDED/],
    ['long', /^409 UNDECIDED.* Bakes for \d+ min more\.\n$/],
    ['empty', /^409 No request of the candidate has been seen since the first increase/],
    ['none', /^400 .*checkout has no stage \\"none\\"\. Configured: wait, advance, abort, long, empty\./],
  ])('%s', async (stage, expected) => {
    await plantTraffic(store, toArms('undecided'));
    expect(await ask('confirm-traffic-increase', { stage })).toMatch(expected);
  });
});

describe('without a candidate in the metadata', () => {
  it('the release is meant that was first seen after the canary began', async () => {
    const early = createSpan({ version: '1.4.1', ring: 'stable', at: from - 3_600_000 - startOfTime });
    await store.ingest({ spans: [early], logs: [], metrics: [] }, { historic: true });
    await plantTraffic(store, toArms('regressed'));
    expect(await ask('rollback', {})).toMatch(/^200 REGRESSED: checkout 1\.4\.2/);
  });

  it('a bad release of before is not the one that is asked about', async () => {
    const at = from - 3_600_000 - startOfTime;
    const early = [
      createSpan({ version: '1.4.1', ring: 'stable', at }),
      createSpan({ version: '1.4.2', ring: 'internal', at }),
    ];
    await store.ingest({ spans: early, logs: [], metrics: [] }, { historic: true });
    await plantTraffic(store, toArms('regressed'));
    expect(await ask('rollback', {})).toMatch(/^409 No request of the candidate has been seen/);
  });
});

it('a Seatrial that cannot judge rolls nothing back, and lets nothing pass', async () => {
  await store.close();
  const candidate = 'ring=canary';
  expect(await ask('rollout', { candidate })).toMatch(/^200 There is no verdict: /);
  for (const hook of ['rollback', 'confirm-promotion', 'confirm-traffic-increase'] as const)
    expect(await ask(hook, { candidate })).toMatch(/^409 There is no verdict: /);
  store = await createDuckDbStore({ path: ':memory:' });
});

it('a chat is told once that a canary regressed', async () => {
  await plantTraffic(store, toArms('regressed'));
  for (let look = 0; look < 3; look += 1) await ask('rollback', { candidate: 'ring=canary' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).toEqual([expect.stringMatching(/^:rotating_light: \*checkout\* REGRESSED: checkout 1\.4\.2/)]);
});

it('GET /api/verify goes by what is configured for the service, and for a stage', async () => {
  await plantTraffic(store, toArms('undecided'));
  const verify = async (query: string): Promise<Verdict> => {
    const headers = { authorization: `Bearer ${server.state.token}` };
    return (await (await fetch(`${server.state.apiUrl}/api/verify?${query}`, { headers })).json()) as Verdict;
  };
  const staged = await verify('service=checkout&stage=wait');
  expect(staged.settings.minimumRequests).toBe(7);
  expect(staged.candidate).toMatchObject({ name: '1.4.2 (canary)', requests: 60 });
  const asked = await verify(
    'service=checkout&stage=wait&candidate=ring%3Dstable&objectives=%7B%22minimumRequests%22%3A9%7D',
  );
  expect(asked.settings.minimumRequests).toBe(9);
  expect(asked.candidate.name).toBe('1.4.1 (stable)');
  expect(await verify('service=checkout&stage=none')).toMatchObject({ error: { code: 'SEATRIAL_BAD_ARGUMENT' } });
});
