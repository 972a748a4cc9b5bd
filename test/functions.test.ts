import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import esbuild from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseReleaseManifest } from '@seatrial/model';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { Store } from '@seatrial/store';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

// fastify 5.12.0 and 5.12.1 as they were published, committed one after the other, with a service on top of them.
const root = join(import.meta.dirname, '..');
const bin = join(root, 'packages/cli/bin/seatrial.js');
const app = `
const fastify = require('./fastify.js');
const app = fastify({ trustProxy: Number(process.env.HOPS) });
app.addHook('onRequest', (request, reply, done) => done());
const params = { type: 'object', properties: { id: { type: 'integer' } } };
app.get('/items/:id', { schema: { params } }, (request) => ({ id: request.params.id }));
app.get('/who', (request) => ({ ip: request.ip }));
app.listen({ port: 0 }).then((address) => console.log(address));
`;

let folder: string;
let repo: string;
let store: Store;
let server: RunningServer;
let service: ChildProcess | undefined;

function git(...args: readonly string[]): string {
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...person, ...args], { cwd: repo, encoding: 'utf8', stdio: 'pipe' });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-functions-'));
  repo = join(folder, 'repo');
  mkdirSync(repo);
  git('init', '--quiet');
  for (const version of ['5.12.0', '5.12.1']) {
    cpSync(join(root, 'node_modules', `fastify-${version}`), repo, {
      recursive: true,
      dereference: true,
      filter: (path) => !/[\\/](?:test|docs|types|node_modules)$/.test(path.slice(join(root, 'node_modules').length)),
    });
    writeFileSync(join(repo, 'app.js'), app);
    git('add', '--all');
    git('commit', '--quiet', '--message', version);
    git('tag', `v${version}`);
  }
  symlinkSync(join(root, 'node_modules'), join(repo, 'node_modules'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  store = await createDuckDbStore({ path: ':memory:' });
  server = await startServer({
    store,
    version: 'test',
    otlpPort: 0,
    grpcPort: 0,
    apiPort: 0,
    stateDirectory: join(folder, 'state'),
  });
});

afterEach(async () => {
  service?.kill('SIGKILL');
  await server.close();
  await store.close();
  rmSync(join(folder, 'state'), { recursive: true, force: true });
  for (const path of ['dist', 'seatrial.release.json', 'seatrial.changes.json'])
    rmSync(join(repo, path), { recursive: true, force: true });
});

function seatrial(...args: readonly string[]): Promise<Outcome> {
  return runNode([bin, ...args], { cwd: repo, env: { SEATRIAL_STATE_DIR: join(folder, 'state') } });
}

async function start(script: string, hops: number): Promise<string> {
  // That the files are loaded is told before requests come.
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: server.state.otlpUrl,
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    HOPS: String(hops),
  };
  const register = join(root, 'node_modules/@seatrial/register/dist/auto.js');
  service = spawn(process.execPath, ['--import', `file://${register}`, script], {
    cwd: repo,
    env: toCleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: service.stdout! });
  const [line] = (await Promise.race([once(lines, 'line'), once(service, 'exit')])) as [string];
  return line;
}

/** Until the store has heard that files of the plan are loaded. */
async function isTold(): Promise<void> {
  while (!Object.values(await readRows()).some(([status]) => status !== 'not-loaded' && status !== 'unverifiable'))
    await setTimeout(100);
}

/** At its end the process tells the last. */
async function stop(): Promise<void> {
  const ended = once(service!, 'exit');
  service?.kill('SIGTERM');
  await ended;
}

async function readRows(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const [ledger] = await createApiClient(server.state).ledgers({ service: 'fastify' });
  return Object.fromEntries(
    (ledger?.rows ?? []).map(({ name, status, calls, errors }) => [name, [status, calls, errors]]),
  );
}

/** Twenty good requests, three bad ones and one that nobody knows. */
async function ask(address: string): Promise<readonly number[]> {
  const paths = [
    ...Array.from({ length: 20 }, (_, index) => `/items/${index}`),
    '/items/a',
    '/items/b',
    '/items/c',
    '/no',
  ];
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await fetch(address + path)).status);
  return statuses;
}

// A hook of the service and two by which register() learns route and error; two routes, for GET and HEAD each; four
// validations of a request, which end at the first that fails, and none without a route; and a fix that no request reached.
const expected = {
  'fastify/addHook': ['ran', 3, 0],
  'buildRouting/route/addNewRoute': ['ran', 4, 0],
  validateParam: ['ran', 20 * 4 + 3, 0],
  'getTrustProxyFn>return~2': ['not-run', 0, 0],
};

describe('the changed functions of a patch release', () => {
  it('are counted as by hand, and the one that has not run is shown as run after the request that reaches it', async () => {
    const built = await seatrial('build', '--from', 'v5.12.0', '--upload');
    expect(built.stderr).toContain('Changed since v5.12.0: 4 functions, of which 4 can be watched in 4 files.');
    expect(built.stderr).toContain('Uploaded the changes of fastify 5.12.1');
    const manifest = readFileSync(join(repo, 'seatrial.release.json'), 'utf8');
    expect(parseReleaseManifest(manifest).plan?.functions).toHaveLength(4);
    expect(manifest).not.toMatch(/Ada|ada@/);

    const address = await start('app.js', 1);
    await isTold();
    const statuses = await ask(address);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 20 }, () => 200), 400, 400, 400, 404]);
    await stop();
    expect(await readRows()).toEqual(expected);
    expect((await seatrial('functions', '--not-run')).stdout).toContain('getTrustProxyFn>return~2');

    const again = await start('app.js', 1);
    const answer = await fetch(`${again}/who`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(await answer.json()).toEqual({ ip: '127.0.0.1' });
    await stop();
    expect(await readRows()).toMatchObject({ 'getTrustProxyFn>return~2': ['ran', 1, 0] });
  });

  it('are the same in a minified bundle that is changed in place', async () => {
    await esbuild.build({
      entryPoints: [join(repo, 'app.js')],
      outfile: join(repo, 'dist/app.js'),
      bundle: true,
      minify: true,
      sourcemap: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    });
    const args = [
      'build',
      '--from',
      'v5.12.0',
      '--dist',
      'dist',
      '--out',
      'dist/seatrial.release.json',
      '--upload',
      '--write',
    ];
    const built = await seatrial(...args);
    expect(built.stderr).toContain('4 functions, of which 4 can be watched in 1 file');
    const address = await start('dist/app.js', 1);
    await isTold();
    await ask(address);
    await stop();
    expect(await readRows()).toEqual(expected);
    const refused = await seatrial(...args);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('dist/app.js already holds probes');
  });
});
