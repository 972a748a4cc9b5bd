import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createRollout, startStage } from '@seatrial/trial';
import type { Stage } from '@seatrial/trial';
import { toCleanEnvironment } from '../../test/process/run-node.ts';
import { plantTraffic, toArms, toPlanted } from '../../test/traffic/plant.ts';
import type { Scenario } from '../../test/traffic/plant.ts';

let folder: string;
let store: Store;
let server: RunningServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-progressive-'));
  store = await createDuckDbStore({ path: ':memory:' });
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  server = await startServer({ store, version: 'test', stateDirectory: join(folder, 'state'), ...ports });
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs release.sh twenty minutes into its first stage, with the traffic of that time in the store. */
async function release(
  scenario: Scenario,
): Promise<{ readonly code: number | null; readonly weights: readonly string[] }> {
  await plantTraffic(store, toArms(scenario), 'orders');
  const stages = ['10%', '50%'].map((name): Stage => ({ name, ring: 'canary', bakeMs: 1000, onUndecided: 'wait' }));
  const { from } = toPlanted();
  const rollout = startStage(createRollout({ service: 'orders', stages }, '1.4.2', from), from);
  await createApiClient(server.state).putRollout(rollout);
  const env = toCleanEnvironment({
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    SEATRIAL: `node ${join(import.meta.dirname, '../../packages/cli/bin/seatrial.js')}`,
    SEATRIAL_STATE_DIR: join(folder, 'state'),
    WEIGHT_FILE: join(folder, 'weight'),
    BAKE: '1s',
    WAIT: '0s',
  });
  const child = spawn(join(import.meta.dirname, 'release.sh'), ['1.4.2'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, weights: stdout.split('\n').filter((line) => line.startsWith('weight ')) };
}

it('stops by itself when the release regressed: nobody gets it any more', async () => {
  expect(await release('regressed')).toEqual({ code: 10, weights: ['weight 10', 'weight 0'] });
  expect(readFileSync(join(folder, 'weight'), 'utf8')).toBe('0\n');
});

it('goes on to the next stage when the first has passed, and not beyond what was seen of it', async () => {
  expect(await release('ok')).toEqual({ code: 11, weights: ['weight 10', 'weight 50'] });
});

it.each(['undecided', 'no traffic'] as const)('stays where it is, %s', async (scenario) => {
  expect(await release(scenario)).toEqual({ code: 11, weights: ['weight 10'] });
});
