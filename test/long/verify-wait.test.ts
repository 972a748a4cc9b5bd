import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Verdict } from '@seatrial/trial';
import { runNode } from '../process/run-node.ts';
import { plantTraffic, toArms } from '../traffic/plant.ts';
import type { Scenario } from '../traffic/plant.ts';

const seatrial = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');
let folder: string;
let store: Store;
let server: RunningServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-wait-'));
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function wait(length: string) {
  const { apiUrl, token } = server.state;
  const args = [seatrial, 'verify', '--service', 'checkout', '--wait', length, '--json'];
  const env = { SEATRIAL_STATE_DIR: folder, SEATRIAL_URL: apiUrl, SEATRIAL_TOKEN: token };
  return runNode(args, { env, timeoutMs: 200_000 });
}

it.each([
  ['regressed', 10],
  ['ok', 0],
] as const)('verify --wait looks again until it is decided: %s', async (scenario: Scenario, code) => {
  await plantTraffic(store, toArms('undecided'));
  const asked = wait('3m');
  // The first look is at what is there; the next one, with the next batch, sees these as well.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await plantTraffic(store, toArms(scenario));
  const { code: exit, stdout, stderr } = await asked;
  expect(stderr).toMatch(/^UNDECIDED {2}/);
  expect((JSON.parse(stdout) as Verdict).verdict).toBe(scenario);
  expect(exit).toBe(code);
});

it('verify --wait gives up when the time is up, and says what is missing', async () => {
  await plantTraffic(store, toArms('undecided'));
  const { code, stdout } = await wait('4s');
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'undecided' });
  expect(code).toBe(11);
});
