import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordFile, startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { parse } from 'yaml';
import { toCleanEnvironment } from '../process/run-node.ts';
import { exchange } from '../traffic/exchange.ts';
import { plantTraffic, scenarios, toArms } from '../traffic/plant.ts';
import type { Scenario } from '../traffic/plant.ts';

// What docs/gates.md tells people to copy, run as they would run it: by a shell, with the command that npx finds.

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/gates.md'), 'utf8');
const all = Object.keys(scenarios) as readonly Scenario[];
const codes: Readonly<Record<Scenario, number>> = { 'no traffic': 11, ok: 0, regressed: 10, undecided: 11 };

interface Job {
  readonly script: readonly string[];
  readonly allow_failure: { readonly exit_codes: number };
  readonly artifacts: { readonly when: string; readonly reports: { readonly junit: string } };
}

interface Ended {
  readonly code: number | null;
  readonly log: string;
}

let folder: string;
let store: Store;
let server: RunningServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-recipes-'));
  store = await createDuckDbStore({ path: ':memory:' });
  const records = createRecordFile(join(folder, 'records.jsonl'));
  server = await startServer({ store, records, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  mkdirSync(join(folder, 'bin'));
  // An npx that has the package already, and takes the one flag that the page gives it.
  const cli = join(root, 'packages/cli/bin/seatrial.js');
  const npx = `#!/bin/sh\n[ "$1" = --yes ] && shift\n[ "$1" = seatrial ] || exit 127\nshift\nexec "${process.execPath}" "${cli}" "$@"\n`;
  writeExecutable('bin/npx', npx);
  writeExecutable('deploy.sh', '#!/bin/sh\necho "deployed to $1"\n');
});

afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeExecutable(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

/** The page's block of a language that has these words in it. */
function findBlock(language: string, words: string): string {
  const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, name, text]) => ({ name, text: text ?? '' }));
  const found = blocks.filter(({ name, text }) => name === language && text.includes(words));
  if (found.length !== 1) throw new Error(`docs/gates.md has ${found.length} blocks with ${words}`);
  return found[0]?.text ?? '';
}

/** Runs lines as a runner does: one shell, which ends with the first that fails. A wait ends at its first look. */
async function runLines(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script.replaceAll(/--wait \w+/g, '--wait 0s')], {
    cwd: folder,
    env: toCleanEnvironment({
      PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      SEATRIAL_STATE_DIR: join(folder, 'state'),
      SEATRIAL_URL: server.state.apiUrl,
      SEATRIAL_TOKEN: server.state.token,
      COLUMNS: '110',
      ...env,
    }),
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return { code: await new Promise<number | null>((resolve) => child.once('close', resolve)), log };
}

/** Dates differ by the day, and ids of deploys with them. */
function normalise(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, 'DATE').replaceAll(/\d{8}T\d{9}Z/g, 'DATE');
}

describe('the GitLab job', () => {
  const { canary } = parse(findBlock('yaml', 'image: node')) as { readonly canary: Job };

  it.each(all)('passes, fails or warns by the verdict, and has a report of it: %s', async (scenario) => {
    await plantTraffic(store, toArms(scenario));
    const { code, log } = await runLines(canary.script.join('\n'), { CI_COMMIT_TAG: '1.4.2' });
    expect(code, log).toBe(codes[scenario]);
    expect(canary.artifacts.when).toBe('always');
    const status =
      code === 0 ? 'passed' : code === canary.allow_failure.exit_codes ? 'passed, with a warning' : 'failed';
    const report = readFileSync(join(folder, canary.artifacts.reports.junit), 'utf8');
    const transcript = [
      ...canary.script.map((line) => `$ ${line}`),
      `exit code ${code}: ${status}`,
      '',
      log,
      canary.artifacts.reports.junit,
      report,
    ];
    const golden = join(import.meta.dirname, `../golden/gitlab-${scenario.replaceAll(' ', '-')}.txt`);
    await expect(normalise(transcript.join('\n'))).toMatchFileSnapshot(golden);
  });

  it('ends with the first line that fails, and judges nothing that was not deployed', async () => {
    await plantTraffic(store, toArms('ok'));
    writeExecutable('deploy.sh', '#!/bin/sh\nexit 3\n');
    const { code, log } = await runLines(canary.script.join('\n'), { CI_COMMIT_TAG: '1.4.2' });
    expect(code).toBe(3);
    expect(log).not.toContain('verdict');
  });
});

describe('in a plain shell', () => {
  const [last = ''] = findBlock('sh', 'seatrial verify').trim().split('\n');

  it.each(all)('verify ends with the code of the verdict: %s', async (scenario) => {
    await plantTraffic(store, toArms(scenario));
    const { code, log } = await runLines(last);
    expect(code, log).toBe(codes[scenario]);
    const golden = join(import.meta.dirname, `../golden/shell-${scenario.replaceAll(' ', '-')}.txt`);
    await expect(normalise(log)).toMatchFileSnapshot(golden);
  });

  it('deploys are told, line by line', async () => {
    const { code, log } = await runLines(findBlock('sh', 'deploy start'));
    expect(code, log).toBe(0);
    const deploys = await fetch(`${server.state.apiUrl}/api/deploys?service=checkout`, {
      headers: { authorization: `Bearer ${server.state.token}` },
    });
    expect(await deploys.text()).toContain('1.4.2');
  });

  it('a rollout begins, and is shown as it stands', async () => {
    await plantTraffic(store, toArms('ok'));
    const stages = [{ name: 'canary', ring: 'canary', bake: '1s' }];
    writeFileSync(join(folder, 'seatrial.config.json'), JSON.stringify({ stages }));
    // A stage is judged by what comes after its first look, so that it has seen nothing yet.
    const [begin = '', show = ''] = findBlock('sh', 'seatrial rollout').trim().split('\n');
    expect(await runLines(begin)).toMatchObject({ code: 11 });
    const shown = await runLines(show);
    expect(shown.code).toBe(11);
    expect(JSON.parse(shown.log)).toMatchObject({ service: 'checkout', release: '1.4.2', status: 'running' });
  });
});

it('in a cluster, the server answers to its name there, to whoever has the token', async () => {
  writeFileSync(join(folder, 'seatrial.config.json'), '{}');
  const line = findBlock('sh', 'seatrial dev').trim();
  const ports = '--otlp-port 0 --grpc-port 0 --api-port 0 --store :memory:';
  const token = 'a-token-of-the-cluster';
  const state = join(folder, 'state');
  const child = spawn('sh', ['-c', `exec ${line} ${ports}`], {
    cwd: folder,
    env: toCleanEnvironment({
      PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      SEATRIAL_STATE_DIR: state,
      SEATRIAL_TOKEN: token,
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const { apiUrl } = JSON.parse(readFileSync(join(state, 'server.json'), 'utf8')) as { readonly apiUrl: string };
    const ask = (url: string) => exchange(Number(new URL(apiUrl).port), { method: 'GET', url });
    const path = '/api/verify?service=checkout';
    expect(await ask(`http://seatrial:${token}@seatrial.seatrial:4319${path}`)).toMatchObject({ status: 200 });
    expect(await ask(`http://seatrial.seatrial:4319${path}`)).toMatchObject({ status: 401 });
    expect(await ask(`http://seatrial:${token}@elsewhere.example:4319${path}`)).toMatchObject({ status: 403 });
  } finally {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }
});
