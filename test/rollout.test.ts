import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { createRollout, startStage } from '@seatrial/trial';
import type { Rollout, Stage, Verdict } from '@seatrial/trial';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { plantTraffic, scenarios, toArms, toPlanted } from './traffic/plant.ts';
import type { Scenario } from './traffic/plant.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
const all = Object.keys(scenarios) as readonly Scenario[];
const codes: Readonly<Record<Scenario, number>> = { 'no traffic': 11, ok: 0, regressed: 10, undecided: 11 };

let folder: string;
let store: Store;
let server: RunningServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-rollout-'));
  store = await createDuckDbStore({ path: ':memory:' });
  await start();
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  server = await startServer({ store, version: 'test', stateDirectory: join(folder, 'state'), ...ports });
}

function seatrial(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode([bin, ...args], { cwd: folder, env: { SEATRIAL_STATE_DIR: join(folder, 'state'), ...env } });
}

function configure(stages: readonly object[], more: object = {}): void {
  writeFileSync(join(folder, 'seatrial.config.ts'), `export default ${JSON.stringify({ stages, ...more })};\n`);
}

const canary = { name: 'canary', ring: 'canary', bake: '1s' };

/** As if the first stage had begun with the traffic, twenty minutes ago, and the command had been restarted since. */
async function begin(...names: readonly string[]): Promise<void> {
  const stages = names.map((name): Stage => ({ name, ring: 'canary', bakeMs: 1000, onUndecided: 'wait' }));
  const { from } = toPlanted();
  const rollout = startStage(createRollout({ service: 'checkout', stages }, '1.4.2', from), from);
  await createApiClient(server.state).putRollout(rollout);
}

function walk(...args: readonly string[]): Promise<Outcome> {
  return seatrial(['rollout', '--service', 'checkout', '--release', '1.4.2', '--wait', '0s', ...args]);
}

/** What differs from run to run: dates, and the widths that come from them. */
function normalise(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '2026-11-24 10:00Z')
    .replaceAll(/^\d\d:\d\d:\d\dZ/gm, '10:00:00Z')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, 'DATE');
}

describe('seatrial rollout', () => {
  it.each(all)('tells where it stands, %s', async (scenario) => {
    configure([canary]);
    await plantTraffic(store, toArms(scenario));
    await begin('canary');
    const outcome = await walk();
    expect(outcome, outcome.stderr).toMatchObject({ code: codes[scenario], stderr: '' });
    const golden = join(import.meta.dirname, 'golden', `rollout-${scenario.replaceAll(' ', '-')}.txt`);
    await expect(normalise(outcome.stdout)).toMatchFileSnapshot(golden);
    // The gate that a script asks has the same answer.
    const [kept] = await createApiClient(server.state).rollouts({ service: 'checkout' });
    expect(kept?.status).toBe(codes[scenario] === 0 ? 'passed' : codes[scenario] === 10 ? 'stopped' : 'running');
  });

  it('goes on after a restart of server and command, and an end stays an end', async () => {
    configure([canary, { ...canary, name: '50%' }]);
    await plantTraffic(store, toArms('ok'));
    await begin('canary', '50%');
    const passed = await walk('--until', 'canary', '--json');
    expect(passed).toMatchObject({ code: 0 });
    expect((JSON.parse(passed.stdout) as Rollout).stages).toMatchObject([{ status: 'passed' }, { status: 'waiting' }]);
    await server.close();
    await start();
    // The next stage begins with its own first look, and has seen nothing yet.
    const next = await walk('--until', '50%', '--json');
    expect(next).toMatchObject({ code: 11 });
    const { status, stages } = JSON.parse(next.stdout) as Rollout;
    expect(status).toBe('running');
    expect(stages).toMatchObject([{ status: 'passed' }, { status: 'running', verdict: 'undecided', requests: 0 }]);
    const shown = await seatrial(['rollout', '--service', 'checkout', '--status', '--json']);
    expect(JSON.parse(shown.stdout)).toEqual({ ...(JSON.parse(next.stdout) as Rollout) });
    expect(shown.code).toBe(11);
    expect(await walk('--until', 'canary')).toMatchObject({ code: 0 });
  });

  it('without a request no stage passes, whatever is configured for UNDECIDED', async () => {
    configure([{ ...canary, onUndecided: 'advance' }]);
    await plantTraffic(store, toArms('no traffic'));
    await begin('canary');
    const outcome = await walk();
    expect(outcome).toMatchObject({ code: 11 });
    expect(outcome.stdout).toContain('Without a request of the candidate it does not go on.');
  });

  it('UNDECIDED at the end advances, or stops, as the stage says', async () => {
    await plantTraffic(store, toArms('undecided'));
    configure([{ ...canary, onUndecided: 'advance' }]);
    await begin('canary');
    expect(await walk()).toMatchObject({ code: 0 });
    configure([{ ...canary, onUndecided: 'abort' }]);
    await begin('canary');
    const stopped = await walk();
    expect(stopped).toMatchObject({ code: 11 });
    expect(stopped.stdout).toContain('Rollout of checkout 1.4.2: stopped');
  });

  it('tells a chat once when a release regressed, and keeps working where nobody listens', async () => {
    const told: string[] = [];
    const chat = createServer(async (request, response) => {
      for await (const chunk of request) told.push((JSON.parse(String(chunk)) as { readonly text: string }).text);
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => chat.once('listening', resolve));
    const url = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/services/secret`;
    configure([canary], { notifications: [{ urlFrom: 'CHAT' }, { urlFrom: 'NO_CHAT' }] });
    await plantTraffic(store, toArms('regressed'));
    await begin('canary');
    const words = ['rollout', '--service', 'checkout', '--release', '1.4.2', '--wait', '0s'];
    const first = await seatrial(words, { CHAT: url });
    expect(first).toMatchObject({ code: 10, stderr: 'Nobody is notified by NO_CHAT: it is not set.\n' });
    expect(await seatrial(words, { CHAT: url })).toMatchObject({ code: 10 });
    expect(told).toEqual([
      expect.stringMatching(
        /^:rotating_light: \*checkout\* 1\.4\.2: the rollout was stopped\. canary stopped: REGRESSED/,
      ),
    ]);
    await new Promise((resolve) => chat.close(resolve));
  });

  it('says what it has to be told', async () => {
    configure([canary]);
    const ask = async (...args: readonly string[]): Promise<string> => {
      const { code, stderr } = await seatrial(['rollout', ...args]);
      return `${code} ${stderr}`;
    };
    expect(await ask()).toContain('64 seatrial: Which service?');
    expect(await ask('--service', 'checkout')).toContain(
      '64 seatrial: Which release of checkout? Give --release VERSION',
    );
    expect(await ask('--service', 'checkout', '--status')).toContain(
      '69 seatrial: There has been no rollout of checkout.',
    );
    expect(await ask('--service', 'checkout', '--until', 'canari')).toContain('Did you mean canary?');
    await begin('canary', '50%');
    expect(await ask('--service', 'checkout', '--release', '1.4.2')).toContain(
      'began with other stages (canary → 50%; now canary). Give --restart',
    );
  });
});

describe('seatrial watch', () => {
  it.each(all)('prints lines where there is no terminal, %s', async (scenario) => {
    await plantTraffic(store, toArms(scenario));
    const outcome = await seatrial(['watch', '--service', 'checkout', '--candidate', 'ring=canary', '--for', '0s']);
    expect(outcome, outcome.stderr).toMatchObject({ code: codes[scenario], stderr: '' });
    const [line] = normalise(outcome.stdout).split('\n');
    const golden = join(import.meta.dirname, 'golden', `watch-${scenario.replaceAll(' ', '-')}.txt`);
    await expect(`${line}\n`).toMatchFileSnapshot(golden);
  });

  it('watches what was deployed last, since then, by what is configured', async () => {
    configure([canary], { objectives: { errors: { ceiling: 0.02 } } });
    await plantTraffic(store, toArms('ok'));
    await seatrial(['deploy', 'start', '--service', 'checkout', '--release', '1.4.2', '--ring', 'canary']);
    const outcome = await seatrial(['watch', '--service', 'checkout', '--for', '0s', '--json']);
    expect(outcome).toMatchObject({ code: 11 });
    expect(outcome.stderr).toMatch(/^Watching checkout 1\.4\.2 in ring canary, deployed (now|\d+ s ago)\.\n/);
    const verdict = JSON.parse(outcome.stdout) as Verdict;
    expect(verdict).toMatchObject({ verdict: 'undecided', settings: { errors: { ceiling: 0.02, factor: 2 } } });
    expect(verdict.candidate).toMatchObject({ requests: 0 });
  });

  // util-linux's script gives a command a terminal.
  const script = ['/usr/bin/script', '/bin/script'].find(existsSync);
  if (script === undefined) console.log('a watch on a terminal is skipped: script (util-linux) is not installed.');
  it.skipIf(script === undefined || process.platform !== 'linux')('redraws a terminal', async () => {
    await plantTraffic(store, toArms('regressed'));
    const command = `"${process.execPath}" "${bin}" watch --service checkout --candidate ring=canary --for 0s`;
    const env = toCleanEnvironment({ SEATRIAL_STATE_DIR: join(folder, 'state'), COLUMNS: '100', TERM: 'xterm' });
    const run = promisify(execFile)(script ?? '', ['-qec', command, '/dev/null'], { env });
    const { stdout } = (await run.catch((error: unknown) => error)) as { readonly stdout: string };
    // Drawn once, taken away, and printed to stay.
    expect(stdout.split('REGRESSED  checkout 1.4.2 (canary)').length - 1).toBeGreaterThanOrEqual(2);
    expect(stdout).toContain('A\u001B[J');
  });
});
