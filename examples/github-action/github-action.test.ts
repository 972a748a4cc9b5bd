import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { parse } from 'yaml';
import { toCleanEnvironment } from '../../test/process/run-node.ts';
import { plantTraffic, scenarios, toArms } from '../../test/traffic/plant.ts';
import type { Scenario } from '../../test/traffic/plant.ts';
import { startGithubDouble } from './github-double.ts';
import type { GithubDouble } from './github-double.ts';

const root = join(import.meta.dirname, '../..');

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly canary: { readonly steps: readonly Step[] } };
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: {
    readonly steps: readonly [{ readonly run: string; readonly env: Readonly<Record<string, string>> }];
  };
}

const workflow = parse(readFileSync(join(import.meta.dirname, 'release.yml'), 'utf8')) as Workflow;
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const used = workflow.jobs.canary.steps.find(({ uses }) => uses?.startsWith('seatrial/seatrial@'))?.with ?? {};

let folder: string;
let store: Store;
let server: RunningServer;
let github: GithubDouble;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-action-'));
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({ store, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  github = await startGithubDouble();
});

afterEach(async () => {
  await github.close();
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: string;
  readonly summary: string;
}

/** Runs the action's step as a runner does: with its inputs from the workflow, and what `change` says. */
async function run(change: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const cli = `${process.execPath} ${join(root, 'packages/cli/bin/seatrial.js')}`;
  const here = { wait: '0s', command: cli, url: server.state.apiUrl, token: server.state.token };
  const inputs: Readonly<Record<string, string>> = { ...used, ...here, 'github-token': 'GITHUB_TOKEN', ...change };
  const [step] = action.runs.steps;
  const given = Object.entries(step.env).map(([name, expression]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1] ?? '';
    return [name, inputs[input] ?? action.inputs[input]?.default ?? ''];
  });
  const files = { GITHUB_EVENT_PATH: 'event.json', GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary.md' };
  const paths = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(folder, file)]));
  writeFileSync(join(folder, 'output'), '');
  writeFileSync(join(folder, 'summary.md'), '');
  writeFileSync(join(folder, 'event.json'), '{"pull_request":{"number":17,"head":{"sha":"c0ffee"}}}');
  const env = toCleanEnvironment({
    ...paths,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    GITHUB_ACTION_PATH: root,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: 'example/checkout',
    GITHUB_SHA: 'merge',
    RUNNER_TEMP: folder,
    ...(Object.fromEntries(given) as Record<string, string>),
  });
  const child = spawn('bash', ['-eo', 'pipefail', '-c', step.run], { cwd: folder, env });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { code, log, outputs: read('output'), summary: read('summary.md') };
}

/** What was said to GitHub, long texts by their first line. */
function formatCalls(): string {
  const shorten = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.includes('\n')
      ? `${value
          .split('\n')
          .slice(0, value.startsWith('<!--') ? 2 : 1)
          .join(' ')} …`
      : value;
  return github.calls
    .map(
      ({ method, path, body }) =>
        `${method} ${path}\n${body === undefined ? '' : `${JSON.stringify(body, shorten, 2)}\n`}`,
    )
    .join('\n')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, 'DATE');
}

const codes: Readonly<Record<Scenario, number>> = { 'no traffic': 11, ok: 0, regressed: 10, undecided: 11 };

describe('the action', () => {
  it('has every input that release.yml gives, and the permissions that it needs', () => {
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(used)));
    const required = Object.entries(action.inputs).flatMap(([name, { required: must }]) => (must === true ? name : []));
    expect(Object.keys(used)).toEqual(expect.arrayContaining(required));
    expect(workflow.permissions).toMatchObject({ checks: 'write', 'pull-requests': 'write' });
  });

  it.each(Object.keys(scenarios) as readonly Scenario[])('says what contract/ has, %s', async (scenario) => {
    await plantTraffic(store, toArms(scenario));
    const { code, log, outputs, summary } = await run();
    expect(code, log).toBe(codes[scenario]);
    expect(outputs).toMatch(/^verdict=(ok|regressed|undecided)\nheadline=.+\n$/);
    expect(summary).toContain('checkout');
    expect(github.comments.map(({ body }) => body)).toEqual([`<!-- seatrial: checkout -->\n${summary}`]);
    const golden = join(import.meta.dirname, 'contract', `${scenario.replaceAll(' ', '-')}.http`);
    await expect(formatCalls()).toMatchFileSnapshot(golden);
  });

  it('edits its own comment, and nobody else’s, however many there are', async () => {
    await plantTraffic(store, toArms('ok'));
    github.comments.push(
      ...Array.from({ length: 101 }, (_, id) => ({ id, body: 'Looks good.', user: { type: 'User' as const } })),
      { id: 500, body: '<!-- seatrial: checkout --> quoted by a person', user: { type: 'User' } },
      { id: 501, body: '<!-- seatrial: checkout -->\nOf the run before', user: { type: 'Bot' } },
    );
    expect(await run()).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(103);
    expect(github.comments[102]?.body).toMatch(/^<!-- seatrial: checkout -->\n.*OK/s);
    expect(github.comments[101]?.body).toBe('<!-- seatrial: checkout --> quoted by a person');
  });

  it('lets UNDECIDED pass where that is asked for, with a check that is no success', async () => {
    await plantTraffic(store, toArms('undecided'));
    expect(await run({ 'on-undecided': 'pass' })).toMatchObject({ code: 0 });
    expect(github.calls).toContainEqual(
      expect.objectContaining({ method: 'PATCH', body: expect.objectContaining({ conclusion: 'neutral' }) as unknown }),
    );
    expect(await run({ 'on-undecided': 'hope' })).toMatchObject({
      code: 64,
      log: '::error::on-undecided is "hope"; it is "block" or "pass".\n',
    });
  });

  it('without a server there is no verdict: the check fails and says why', async () => {
    const { code, outputs } = await run({ token: 'another' });
    expect(code).toBe(69);
    expect(outputs).toBe('');
    expect(github.comments[0]?.body).toContain('No verdict: `seatrial verify` ended with 69.');
    expect(github.comments[0]?.body).toContain('The token is not the right one.');
    expect(github.calls).toContainEqual(
      expect.objectContaining({ method: 'PATCH', body: expect.objectContaining({ conclusion: 'failure' }) as unknown }),
    );
  });

  it('what GitHub refuses is a warning, and the verdict stands', async () => {
    await plantTraffic(store, toArms('regressed'));
    github.refuse(403);
    const { code, log } = await run();
    expect(code).toBe(10);
    expect(log).toMatch(/::warning::Seatrial could not set the check: .*403.*checks: write/);
    expect(log).toMatch(/::warning::Seatrial could not set the comment: /);
  });
});
