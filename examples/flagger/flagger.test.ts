import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordFile, startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { parse } from 'yaml';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { exchange, formatExchange } from '../../test/traffic/exchange.ts';
import type { Answer, Exchange } from '../../test/traffic/exchange.ts';
import { plantTraffic, scenarios, toArms, toPlanted } from '../../test/traffic/plant.ts';
import type { Scenario } from '../../test/traffic/plant.ts';

interface Webhook {
  readonly type: string;
  readonly url: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Canary {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly analysis: { readonly webhooks: readonly Webhook[] } };
}

const canary = parse(readFileSync(join(import.meta.dirname, 'canary.yaml'), 'utf8')) as Canary;
const { webhooks } = canary.spec.analysis;
// The rings of the manifest are the labels of its pods.
const rings: Readonly<Record<string, string>> = { stable: 'checkout-primary', canary: 'checkout' };

let folder: string;
let store: Store;
let server: RunningServer;
let records: ReturnType<typeof createRecordFile>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-flagger-'));
  store = await createDuckDbStore({ path: ':memory:' });
  records = createRecordFile(join(folder, 'records.jsonl'));
  await start();
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  server = await startServer({
    store,
    records,
    version: 'test',
    token: 'TOKEN',
    allowedHosts: ['seatrial.seatrial'],
    ...ports,
  });
}

/** The request that Flagger makes for a hook of the manifest (pkg/controller/webhook.go, CallWebhook). */
function toCall({ url, metadata }: Webhook, checksum: string): Exchange {
  const { name, namespace } = canary.metadata;
  // Go writes the keys of a map in order.
  const sorted = Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const body = JSON.stringify({ name, namespace, phase: 'Progressing', checksum, metadata: sorted });
  return { method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body };
}

function call(type: string, checksum = '85d557f47b'): Promise<Answer> {
  const webhook = webhooks.find((each) => each.type === type);
  if (webhook === undefined) throw new Error(`canary.yaml has no webhook ${type}`);
  return exchange(Number(new URL(server.state.apiUrl).port), toCall(webhook, checksum));
}

/** Traffic of twenty minutes, since the beginning of the canary. */
async function plant(scenario: Scenario): Promise<void> {
  await plantTraffic(
    store,
    toArms(scenario).map((arm) => ({ ...arm, ring: rings[arm.ring] ?? arm.ring })),
  );
  const startedAt = new Date(toPlanted().from).toISOString();
  await records.put('canary', {
    id: 'shop/checkout',
    checksum: '85d557f47b',
    startedAt,
    firstIncreaseAt: startedAt,
    lastIncreaseAt: startedAt,
    told: null,
  });
}

const expected = {
  'no traffic': { 'confirm-traffic-increase': 409, rollout: 200, rollback: 409, 'confirm-promotion': 409 },
  ok: { 'confirm-traffic-increase': 200, rollout: 200, rollback: 409, 'confirm-promotion': 200 },
  regressed: { 'confirm-traffic-increase': 409, rollout: 409, rollback: 200, 'confirm-promotion': 409 },
  undecided: { 'confirm-traffic-increase': 409, rollout: 200, rollback: 409, 'confirm-promotion': 409 },
};

describe('the webhooks of canary.yaml', () => {
  it.each(Object.keys(scenarios) as readonly Scenario[])('are answered as in contract/, %s', async (scenario) => {
    await plant(scenario);
    const transcripts: string[] = [];
    const statuses: Record<string, number> = {};
    for (const webhook of webhooks) {
      const answer = await call(webhook.type);
      statuses[webhook.type] = answer.status;
      transcripts.push(formatExchange(toCall(webhook, '85d557f47b'), answer, answer.text));
    }
    expect(statuses).toEqual(expected[scenario]);
    const golden = join(import.meta.dirname, 'contract', `${scenario.replaceAll(' ', '-')}.http`);
    await expect(transcripts.join('\n\n')).toMatchFileSnapshot(golden);
  });

  it('at weight 0 one increase of each canary passes, and no other until there was a request', async () => {
    const increase = async (checksum: string): Promise<number> =>
      (await call('confirm-traffic-increase', checksum)).status;
    // Two calls at once are two calls.
    const both = await Promise.all([increase('85d557f47b'), increase('85d557f47b')]);
    expect(both.toSorted((a, b) => a - b)).toEqual([200, 409]);
    await server.close();
    await start();
    expect(await increase('85d557f47b')).toBe(409);
    expect(await increase('5c1d0c6f9e')).toBe(200);
    expect(await increase('5c1d0c6f9e')).toBe(409);
  });

  it('a canary is judged by what came since it began, whatever an earlier one in the same ring did', async () => {
    await plant('regressed');
    expect((await call('rollback')).status).toBe(200);
    expect((await call('rollback', '5c1d0c6f9e')).status).toBe(409);
    expect((await call('rollout', '5c1d0c6f9e')).status).toBe(200);
  });

  it('says in words what is wrong with a call', async () => {
    const port = Number(new URL(server.state.apiUrl).port);
    const [webhook] = webhooks;
    if (webhook === undefined) throw new Error('canary.yaml has no webhooks');
    const good = toCall(webhook, '85d557f47b');
    const ask = async (change: Partial<Exchange>): Promise<string> => {
      const { status, text } = await exchange(port, { ...good, ...change });
      return `${status} ${(JSON.parse(text) as { error: { message: string } }).error.message}`;
    };
    expect(await ask({ url: good.url.replace(/[\w-]+$/, 'confirm-rollout') })).toBe(
      '400 confirm-rollout runs before the canary exists, so there is nothing to say. Use confirm-traffic-increase.',
    );
    expect(await ask({ url: good.url.replace(/[\w-]+$/, 'rolback') })).toContain('Did you mean rollback?');
    expect(await ask({ url: good.url.replace('TOKEN', 'another') })).toContain('401 The token is not the right one.');
    expect(await ask({ url: good.url.replace('seatrial.seatrial', 'elsewhere.example') })).toContain(
      '403 Host "elsewhere.example:4319" is not this server\'s.',
    );
    expect(await ask({ body: (good.body ?? '').replace('"candidate"', '"canidate"') })).toBe(
      '400 "canidate" is not known here. Did you mean candidate?',
    );
    expect(await ask({ body: '{"name":"checkout"}' })).toContain('400 The body is no payload of Flagger');
  });
});
