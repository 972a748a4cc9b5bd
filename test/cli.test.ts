import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { exchange } from './traffic/exchange.ts';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'packages/cli/bin/seatrial.js');
const register = join(import.meta.dirname, 'fixtures/register');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function seatrial(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = folder,
): Promise<Outcome> {
  return runNode([bin, ...args], { cwd, env: { SEATRIAL_STATE_DIR: join(folder, 'state'), ...env } });
}

/** A running `seatrial dev` with a state directory of its own. */
class Dev {
  readonly child: ChildProcess;
  readonly env: Readonly<Record<string, string>>;
  stdout = '';

  constructor(state: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.env = { SEATRIAL_STATE_DIR: state, ...env };
    this.child = spawn(
      process.execPath,
      [bin, 'dev', '--otlp-port', '0', '--grpc-port', '0', '--api-port', '0', ...args],
      {
        env: toCleanEnvironment(this.env),
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
  }

  async ready(): Promise<string> {
    const deadline = Date.now() + 20_000;
    while (!this.stdout.includes('Ends with Ctrl-C')) {
      if (Date.now() > deadline) throw new Error(`dev did not start: ${this.stdout}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.stdout)?.[0] ?? '';
  }

  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    return new Promise((resolve) => {
      this.child.once('exit', (code) => resolve(code));
      this.child.kill(signal);
    });
  }
}

const now = Date.now();
let id = 0;

function toRequest(
  service: string,
  version: string,
  ring: string,
  spans: readonly { readonly ms: number; readonly error?: boolean; readonly flag?: string }[],
): string {
  const text = (key: string, value: string): unknown => ({ key, value: { stringValue: value } });
  return JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: [text('service.name', service), text('service.version', version), text('seatrial.ring', ring)],
        },
        scopeSpans: [
          {
            spans: spans.map(({ ms, error, flag }) => {
              id += 1;
              const start = BigInt(now + id) * 1_000_000n;
              return {
                traceId: id.toString(16).padStart(32, 'a'),
                spanId: id.toString(16).padStart(16, 'b'),
                name: 'POST /orders',
                kind: 2,
                startTimeUnixNano: String(start),
                endTimeUnixNano: String(start + BigInt(ms) * 1_000_000n),
                attributes: [
                  text('http.route', '/orders'),
                  ...(flag === undefined ? [] : [text('feature_flags.new-checkout', flag)]),
                ],
                status: error === true ? { code: 2, message: 'card refused' } : {},
              };
            }),
          },
        ],
      },
    ],
  });
}

function send(url: string, body: string): Promise<Response> {
  return fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

describe('a new user', () => {
  it.each([[[]], [['--help']], [['help']]])('sees help with examples and exit codes: %o', async (args) => {
    const outcome = await seatrial(args);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    for (const word of [
      'dev',
      'run',
      'build',
      'doctor',
      'whoami',
      'releases',
      'operations',
      'tail',
      'trace',
      'events',
      'sql',
      'mcp',
      'completion',
      'Examples:',
      'Exit codes:',
    ])
      expect(outcome.stdout).toContain(word);
  });

  it.each(['dev', 'run', 'doctor', 'build', 'whoami', 'releases', 'operations', 'tail', 'trace'])(
    'sees examples for %s',
    async (command) => {
      const outcome = await seatrial([command, '--help']);
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toContain(`Examples:\n`);
    },
  );

  it.each<[readonly string[], number, string]>([
    [['relases'], 64, '(Did you mean releases?)'],
    [['releases', '--jsn'], 64, '(Did you mean --json?)'],
    [['releases', 'extra'], 64, 'too many arguments'],
    [['releases', '--where'], 64, 'argument missing'],
    [['releases', '--where', 'ring='], 64, 'a value is missing'],
    [['releases', '--since', 'yesterday'], 64, 'is no time'],
    [['tail', '--limit', 'many'], 64, 'whole number'],
    [['trace'], 64, 'Give a trace id, --slowest, --first-failing or --random'],
    [['trace', 'abcdef01', '--random'], 64, 'Give only one of a trace id'],
    [['trace', 'xyz'], 69, 'There is no store'],
    [['dev', '--otlp-port', '99999'], 64, 'from 0 to 65535'],
    [['dev', '--memory', 'lots'], 64, '512MiB'],
    [['run'], 64, "missing required argument 'command'"],
    [['run', '--', 'no-such-command-here'], 64, 'is not found on the path'],
    [['releases'], 69, 'There is no store at'],
    [['tail', '-f'], 69, 'There is no store at'],
  ])('who types %o gets %i and a sentence', async (args, code, message) => {
    const outcome = await seatrial(args);
    expect(outcome.stderr).toContain(message);
    expect(outcome).toMatchObject({ code, stdout: '' });
  });

  it('with a server that does not answer, or an address that is none, is told so', async () => {
    expect(await seatrial(['releases'], { SEATRIAL_URL: 'http://127.0.0.1:9' })).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('Nobody answers at http://127.0.0.1:9'),
    });
    expect(await seatrial(['releases'], { SEATRIAL_URL: 'nowhere' })).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('SEATRIAL_URL'),
    });
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])('has completion for %s', async (shell) => {
    const outcome = await seatrial(['completion', shell]);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toContain('seatrial');
    const suggestions = await seatrial(['complete', '--', 'rel']);
    expect(suggestions.stdout).toContain('releases');
  });
});

describe('dev for a cluster', () => {
  it('has the token that is given, and answers to names that are allowed, by password as well', async () => {
    const token = 'f00dfeedf00dfeedf00dfeed';
    const dev = new Dev(join(folder, 'state'), ['--allow-host', 'Seatrial.shop'], { SEATRIAL_TOKEN: token });
    await dev.ready();
    const port = Number(/API +http:\/\/127\.0\.0\.1:(\d+)/.exec(dev.stdout)?.[1]);
    const ask = async (host: string): Promise<number> =>
      (await exchange(port, { method: 'GET', url: `http://seatrial:${token}@${host}:4319/api/rollouts` })).status;
    expect(await ask('seatrial.shop')).toBe(200);
    expect(await ask('seatrial.elsewhere')).toBe(403);
    await dev.stop();
  });

  it('refuses a token that could be guessed, and a configuration with a fault, each in words', async () => {
    const short = await seatrial(['dev'], { SEATRIAL_TOKEN: 'secret' });
    expect(short).toMatchObject({ code: 64, stdout: '' });
    expect(short.stderr).toContain('SEATRIAL_TOKEN is too short');
    writeFileSync(join(folder, 'seatrial.config.json'), '{\n  "stage": []\n}');
    const faulty = await seatrial(['dev']);
    expect(faulty).toMatchObject({ code: 64, stdout: '' });
    expect(faulty.stderr).toContain('seatrial.config.json:2: stage is not known. Did you mean stages?');
  });
});

describe('dev and the listings', () => {
  let dev: Dev;
  let state: string;
  let url: string;
  const ask = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    seatrial(args, { ...dev.env, ...env });

  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'seatrial-dev-'));
    dev = new Dev(state);
    url = await dev.ready();
    await send(
      url,
      toRequest(
        'checkout',
        '1.4.1-gaaaaaaa',
        'stable',
        Array.from({ length: 8 }, () => ({ ms: 10, flag: 'off' })),
      ),
    );
    await send(
      url,
      toRequest('checkout', '1.4.2-gbbbbbbb', 'canary', [
        { ms: 500, error: true, flag: 'on' },
        { ms: 20, flag: 'on' },
      ]),
    );
  });

  afterAll(async () => {
    await dev.stop();
    rmSync(state, { recursive: true, force: true });
  });

  it('says where to point a service, where the data is, how to delete it, and what arrived', () => {
    for (const part of [
      'npx seatrial run -- node app.js',
      `OTEL_EXPORTER_OTLP_ENDPOINT=${url}`,
      join(state, 'seatrial.duckdb'),
      'delete it by: rm',
      'first span of checkout 1.4.2-gbbbbbbb in ring canary',
    ])
      expect(dev.stdout).toContain(part);
    expect(statSync(join(state, 'seatrial.duckdb')).mode & 0o777).toBe(0o600);
  });

  it('releases --json has exactly the fields that are promised', async () => {
    const outcome = await ask(['releases', '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const rows = JSON.parse(outcome.stdout) as readonly Record<string, unknown>[];
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'service',
      'version',
      'buildId',
      'deploymentId',
      'ring',
      'commit',
      'environment',
      'firstSeen',
      'lastSeen',
      'spans',
      'requests',
      'errors',
      'errorRate',
      'p50Ms',
      'p95Ms',
      'p99Ms',
      'trafficShare',
      'deploy',
    ]);
    expect(rows).toMatchObject([
      {
        version: '1.4.2-gbbbbbbb',
        ring: 'canary',
        requests: 2,
        errors: 1,
        errorRate: 0.5,
        p50Ms: 20,
        p99Ms: 500,
        trafficShare: 0.2,
      },
      { version: '1.4.1-gaaaaaaa', ring: 'stable', requests: 8, errors: 0, errorRate: 0, p50Ms: 10, trafficShare: 0.8 },
    ]);
  });

  it('the table says the same to people', async () => {
    const outcome = await ask(['releases']);
    expect(outcome.stdout.split('\n')[1]).toMatch(
      /^checkout +1\.4\.2-gbbbbbbb +canary +2 +2 +50\.0 % +20\.0 ms +500 ms +500 ms +20\.0 % +\S/,
    );
  });

  it('releases --by splits the rows by the values of a flag', async () => {
    const outcome = await ask(['releases', '--by', 'flag.new-checkout']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const [head, canary, stable] = outcome.stdout.split('\n');
    expect(head).toMatch(/^service +version +ring +flag\.new-checkout +/);
    expect(canary).toMatch(/^checkout +1\.4\.2-gbbbbbbb +canary +on +2 +/);
    expect(stable).toMatch(/^checkout +1\.4\.1-gaaaaaaa +stable +off +8 +/);
    const rows = JSON.parse((await ask(['releases', '--by', 'flag.new-checkout', '--json'])).stdout) as unknown;
    expect(rows).toMatchObject([
      { ring: 'canary', by: 'on', requests: 2 },
      { ring: 'stable', by: 'off', requests: 8 },
    ]);
    expect(await ask(['releases', '--by', 'flag.new-chekout'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('Did you mean flag.new-checkout?'),
    });
  });

  it.each<[readonly string[], number]>([
    [['--where', 'release=1.4.2'], 2],
    [['--where', 'release=1.4.2|1.4.1'], 10],
    [['--where', 'ring=canary,duration>100'], 1],
    [['--where', 'flag.new-checkout=on'], 2],
    [['--where', 'flag.new-checkout!=on'], 8],
    [['--where', 'status=error'], 1],
    [['--service', 'checkout', '--since', '1h', '--until', '2999-01-01'], 10],
    [['--service', 'nobody'], 0],
  ])('tail %o finds %i', async (args, found) => {
    const outcome = await ask(['tail', '--json', ...args]);
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toHaveLength(found);
  });

  it('tail shows a line a span, the newest last, and all of it where asked', async () => {
    const lines = (await ask(['tail', '--where', 'ring=canary'])).stdout.trim().split('\n');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}aaaaaaaa {2}checkout 1\.4\.2-gbbbbbbb canary {2}server POST \/orders {2}500 ms {2}ERROR card refused {2}flag\.new-checkout=on$/,
    );
    expect(lines).toHaveLength(2);
    expect((await ask(['tail', '--expand', '-n', '1'])).stdout).toContain(
      '  resource service.version = 1.4.2-gbbbbbbb',
    );
  });

  it('operations and a trace, by its first digits and by being the slowest', async () => {
    expect((await ask(['operations'])).stdout).toMatch(/checkout +POST \/orders +server +10 +10\.0 %/);
    const slowest = JSON.parse((await ask(['trace', '--slowest', '--where', 'ring=canary', '--json'])).stdout) as {
      readonly traceId: string;
      readonly spans: readonly { readonly durationMs: number }[];
    };
    expect(slowest.spans[0]?.durationMs).toBe(500);
    const outcome = await ask(['trace', slowest.traceId]);
    expect(outcome.stdout).toContain('✗ card refused');
    expect(outcome.stdout).toContain('█');
    expect(await ask(['trace', 'aaaaaaaa'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('More than one trace id begins'),
    });
    expect(await ask(['trace', 'f'.repeat(32)])).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('was received'),
    });
  });

  it('a name that no span has is wrong usage, with the one that was meant; a value is a hint', async () => {
    expect(await ask(['releases', '--where', 'http.rout=/orders'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('Did you mean http.route?'),
    });
    expect(await ask(['tail', '--where', 'flag.new-chekout=on'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('Did you mean flag.new-checkout?'),
    });
    expect(await ask(['releases', '--where', 'ring=canery'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('Seen: canary.'),
    });
  });

  it('tail --follow goes on with what arrives, and ends with 0', async () => {
    const child = spawn(process.execPath, [bin, 'tail', '-f', '--json', '-n', '1', '--where', 'service=late'], {
      env: toCleanEnvironment(dev.env),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const sending = setInterval(() => void send(url, toRequest('late', '1', 'stable', [{ ms: 1 }])), 300);
    await expect.poll(() => out.trim().split('\n').length, { timeout: 15_000 }).toBeGreaterThan(2);
    clearInterval(sending);
    const code = await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGINT');
    });
    expect(code).toBe(0);
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ service: 'late' });
  });

  it('a reader that closes early, as head does, is no failure', async () => {
    const outcome = await runNode(
      [
        '-e',
        `const c = require('child_process').spawn(process.execPath, [${JSON.stringify(bin)}, 'tail', '--json', '-n', '10000'], { stdio: ['ignore', 'pipe', 'inherit'] }); c.stdout.once('data', () => c.stdout.destroy()); c.on('exit', (code, signal) => console.log(code, signal))`,
      ],
      { env: dev.env },
    );
    expect(outcome).toMatchObject({ stdout: '0 null\n', stderr: '' });
  });

  it('a second dev is sent to the first', async () => {
    expect(await ask(['dev', '--otlp-port', '0', '--grpc-port', '0', '--api-port', '0'])).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(`receives OTLP at ${url}`),
    });
  });

  it('a taken port is 69, with the way out', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const outcome = await seatrial(['dev', '--otlp-port', String(port), '--grpc-port', '0', '--api-port', '0']);
    expect(outcome).toMatchObject({ code: 69, stderr: expect.stringContaining(`--otlp-port ${port + 10}`) });
    holder.close();
  });
});

it('what was received stays when dev ends, and is read from the file', async () => {
  const state = join(folder, 'state');
  const dev = new Dev(state);
  await send(await dev.ready(), toRequest('checkout', '1', 'stable', [{ ms: 3 }]));
  expect(await dev.stop('SIGTERM')).toBe(0);
  expect(dev.stdout).toContain('Received 1 spans');
  expect(JSON.parse((await seatrial(['releases', '--json'])).stdout)).toMatchObject([
    { service: 'checkout', spans: 1 },
  ]);
  expect(
    JSON.parse((await seatrial(['releases', '--json', '--store', join(state, 'seatrial.duckdb')])).stdout),
  ).toHaveLength(1);
});

it('a state file that a killed server left behind is in nobody’s way', async () => {
  const state = join(folder, 'state');
  const first = new Dev(state);
  await send(await first.ready(), toRequest('checkout', '1', 'stable', [{ ms: 3 }]));
  await first.stop('SIGKILL');
  const path = join(state, 'server.json');
  // Its process id is another process's by now: ours.
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"pid": \d+/, `"pid": ${process.pid}`), { mode: 0o600 });
  expect(JSON.parse((await seatrial(['releases', '--json'])).stdout)).toMatchObject([
    { service: 'checkout', spans: 1 },
  ]);
  const second = new Dev(state);
  await second.ready();
  await second.stop();
});

it('tail --follow goes on where the server comes back', async () => {
  const state = join(folder, 'state');
  const first = new Dev(state);
  await send(await first.ready(), toRequest('before', '1', 'stable', [{ ms: 3 }]));
  const child = spawn(process.execPath, [bin, 'tail', '-f', '--json'], {
    env: toCleanEnvironment(first.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => out, { timeout: 10_000 }).toContain('before');
  await first.stop();
  await expect.poll(() => said, { timeout: 10_000 }).toContain('Waiting for it to come back');
  const second = new Dev(state);
  await send(await second.ready(), toRequest('after', '1', 'stable', [{ ms: 3 }]));
  await expect.poll(() => out, { timeout: 10_000 }).toContain('"after"');
  expect(said).toContain('The server answers again.');
  child.kill('SIGINT');
  await second.stop();
});

describe('run', () => {
  const script = (text: string): string => {
    const path = join(folder, 'app.cjs');
    writeFileSync(path, text);
    return path;
  };

  it('starts a receiver, and the service’s spans are there by release', async () => {
    const outcome = await seatrial(
      ['run', '--', process.execPath, 'app.mjs'],
      { SEATRIAL_VERSION: '7.7.7', SEATRIAL_RING: 'canary' },
      register,
    );
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/seatrial: kept \d+ spans\. Look: npx seatrial releases/);
    const rows = JSON.parse((await seatrial(['releases', '--json'])).stdout) as readonly {
      readonly requests: number;
    }[];
    expect(rows).toMatchObject([{ version: '7.7.7', ring: 'canary' }]);
  });

  it('sends to a dev that runs already', async () => {
    const dev = new Dev(join(folder, 'state'));
    await dev.ready();
    const outcome = await seatrial(['run', '--', process.execPath, 'app.cjs'], {}, register);
    expect(outcome.code).toBe(0);
    await expect.poll(() => dev.stdout).toContain('first span of');
    await dev.stop();
  });

  it.each([
    ['process.exit(7)', 7],
    ['process.exit(0)', 0],
    ['throw new Error("x")', 1],
  ])('%s ends with %i', async (text, code) => {
    expect((await seatrial(['run', '--', process.execPath, script(text)])).code).toBe(code);
  });

  it('a command that dies by a signal takes us along by the same', async () => {
    expect(
      await seatrial(['run', '--', process.execPath, script(`process.kill(process.pid, 'SIGKILL')`)]),
    ).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('signals reach the command, which ends as it likes', async () => {
    const path = script(`process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')`);
    const child = spawn(process.execPath, [bin, 'run', '--', process.execPath, path], {
      env: toCleanEnvironment({ SEATRIAL_STATE_DIR: join(folder, 'state') }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const code = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await code).toBe(9);
  });

  it('what the user set stays', async () => {
    const outcome = await seatrial(
      [
        'run',
        '--',
        process.execPath,
        script('console.log(process.env.NODE_OPTIONS, process.env.OTEL_EXPORTER_OTLP_ENDPOINT)'),
      ],
      { NODE_OPTIONS: '--no-deprecation', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    );
    expect(outcome.stdout).toMatch(/^--no-deprecation --import=file:\/\/\S+auto\.js http:\/\/127\.0\.0\.1:9\n$/);
  });

  it('an application in node_modules is its own release', async () => {
    const bundle = join(folder, 'node_modules/their-app/server.js');
    mkdirSync(dirname(bundle), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"wrapper","version":"1.0.0"}');
    writeFileSync(join(dirname(bundle), 'package.json'), '{"name":"their-app","version":"6.1.2"}');
    writeFileSync(
      bundle,
      `const http = require('http'); const s = http.createServer((q, r) => r.end()).listen(0, () => http.get({ port: s.address().port, agent: false }, (r) => r.resume().on('end', () => s.close())))`,
    );
    expect((await seatrial(['run', '--', process.execPath, 'node_modules/their-app/server.js'])).code).toBe(0);
    expect(JSON.parse((await seatrial(['releases', '--json'])).stdout)).toMatchObject([
      { service: 'their-app', version: '6.1.2', commit: '' },
    ]);
  });
});

describe('build and whoami', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'package.json'), '{"name":"@acme/checkout","version":"1.4.2"}');
  });
  const ci = {
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: '3f2c1a9d5e0b7c8f6a4d2e1b0c9f8a7d6e5b4c3f',
    GITHUB_RUN_ID: '98',
    SEATRIAL_RING: 'canary',
    SEATRIAL_DEPLOYMENT_ID: 'd',
    SOURCE_DATE_EPOCH: '1764000000',
  };

  it('build writes who the build is, and not what belongs to a deployment', async () => {
    const outcome = await seatrial(['build'], ci);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/buildId +98 +GitHub Actions: GITHUB_RUN_ID/);
    expect(JSON.parse(readFileSync(join(folder, 'seatrial.release.json'), 'utf8'))).toEqual({
      schema: 1,
      createdAt: '2025-11-24T16:00:00.000Z',
      createdBy: expect.stringMatching(/^seatrial \d/),
      release: {
        service: 'checkout',
        version: '1.4.2-g3f2c1a9',
        buildId: '98',
        commit: ci.GITHUB_SHA,
        pipelineRunId: '98',
      },
      sources: {
        service: 'package.json',
        version: 'package.json and commit',
        buildId: 'GitHub Actions: GITHUB_RUN_ID',
        commit: 'GitHub Actions: GITHUB_SHA',
        pipelineRunId: 'GitHub Actions: GITHUB_RUN_ID',
      },
      dirty: false,
    });
  });

  it('a manifest is not its own source when it is written again', async () => {
    await seatrial(['build'], ci);
    await seatrial(['build'], { ...ci, GITHUB_RUN_ID: '99' });
    expect(readFileSync(join(folder, 'seatrial.release.json'), 'utf8')).toContain('"buildId": "99"');
  });

  it('a tree that differs from its commit is dirty, and both commands say so', async () => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    const git = (...args: readonly string[]): void =>
      void execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
    git('init');
    git('add', 'package.json');
    git('commit', '-m', 'first');
    expect((await seatrial(['build'])).stderr).not.toContain('differ from the commit');
    writeFileSync(join(folder, 'package.json'), '{"name":"@acme/checkout","version":"1.4.3"}');
    expect((await seatrial(['build'])).stderr).toContain('tracked files differ from the commit');
    expect(readFileSync(join(folder, 'seatrial.release.json'), 'utf8')).toContain('"dirty": true');
    expect((await seatrial(['whoami'])).stdout).toContain('Tracked files differ from the commit.');
  });

  it('where the file cannot be written it says so', async () => {
    expect(await seatrial(['build', '--out', join(folder, 'no/such/folder.json')])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('cannot be written'),
    });
  });

  it('whoami shows field, value and source, what is missing and what sets it', async () => {
    await seatrial(['build'], ci);
    const outcome = await seatrial(['whoami'], { SEATRIAL_RING: 'canary', SEATRIAL_COMMIT: '$COMMIT' });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/ring +canary +SEATRIAL_RING/);
    expect(outcome.stdout).toMatch(/buildId +98 +seatrial\.release\.json/);
    expect(outcome.stdout).toContain('SEATRIAL_COMMIT is "$COMMIT", a placeholder');
    expect(outcome.stdout).toMatch(/Not known.*\n +SEATRIAL_DEPLOYMENT_ID/);
    const bare = await seatrial(['whoami']);
    expect(bare.stdout).not.toContain('ARG');
    rmSync(join(folder, 'seatrial.release.json'));
    expect((await seatrial(['whoami'])).stdout).toMatch(
      /ARG SEATRIAL_BUILD_ID SEATRIAL_COMMIT\n +ENV SEATRIAL_BUILD_ID=\$SEATRIAL_BUILD_ID SEATRIAL_COMMIT=\$SEATRIAL_COMMIT/,
    );
  });

  it('whoami --json has every field', async () => {
    const rows = JSON.parse((await seatrial(['whoami', '--json'])).stdout) as readonly unknown[];
    expect(rows).toHaveLength(14);
    expect(rows).toContainEqual({
      field: 'service',
      attribute: 'service.name',
      value: 'checkout',
      source: 'package.json',
    });
    expect(rows).toContainEqual({ field: 'ring', attribute: 'seatrial.ring', value: null, source: null });
  });
});
