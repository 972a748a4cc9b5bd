import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTraces } from '@seatrial/otlp';
import type { Explanation } from '@seatrial/trial';
import { Traffic } from '../packages/cli/src/generate/traffic.ts';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
const folder = mkdtempSync(join(tmpdir(), 'seatrial-explain-'));
const env = { SEATRIAL_STATE_DIR: folder };
const store = join(folder, 'seatrial.duckdb');
const planted = ['cloud.region=eu-west-1', 'flag.new-checkout=on', 'tenant.id=t-4217'];
let dev: ChildProcess;
let fromServer: Explanation | undefined;

/** The shop's traffic of `seatrial generate`: 100,000 tenants, and a canary of checkout that fails for one of them. */
beforeAll(async () => {
  dev = spawn(process.execPath, [bin, 'dev', '--otlp-port', '0', '--grpc-port', '0', '--api-port', '0'], {
    env: toCleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let written = '';
    dev.stdout?.on('data', (chunk: Buffer) => {
      written += chunk.toString();
      if (written.includes('Ends with Ctrl-C')) resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(written)?.[0] ?? '');
    });
    dev.once('exit', () => reject(new Error(`dev did not start: ${written}`)));
  });
  const traffic = new Traffic({ seed: 1 });
  for (let sent = 0; sent < 50_000; sent += 5000) {
    const answer = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(formatTraces(traffic.next(5000, Date.now()), 'protobuf')),
    });
    if (!answer.ok) throw new Error(`dev answered ${answer.status}: ${await answer.text()}`);
  }
});

afterAll(() => {
  dev.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const seatrial = (...args: readonly string[]): Promise<Outcome> => runNode([bin, ...args], { cwd: folder, env });

const explainJson = async (...args: readonly string[]): Promise<Explanation> =>
  JSON.parse((await seatrial('explain', ...args, '--json')).stdout) as Explanation;

describe('seatrial explain', () => {
  it('names the fault of the canary first: a tenant of 100,000, in one region, under one variant of a flag', async () => {
    const explanation = await explainJson('--service', 'checkout', '--release', '1.4.2', '--errors');
    fromServer = explanation;
    const [cause] = explanation.causes;
    expect(cause?.conditions.map(({ text }) => text).toSorted()).toEqual(planted);
    expect(cause?.against.rows).toBe(0);
    expect(explanation.excluded.map(({ name }) => name)).toEqual([
      'duration',
      'error',
      'http.response.status_code',
      'status',
    ]);
    const { stdout, code } = await seatrial('explain', '--service', 'checkout', '--release', '1.4.2');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(
      /^\d+ % of the failing requests have flag\.new-checkout=on and tenant\.id=t-4217/,
    );
    const page = readFileSync(join(import.meta.dirname, '../docs/explain.md'), 'utf8');
    expect(page).toContain(`$ npx seatrial explain --service checkout --release 1.4.2\n\n${stdout}`);
    expect(stdout).toMatch(/failing +█+\S* +\d+ % +\d+ of \d+\n +others +0 % +0 of \d+\n/);
    const example = /example: (seatrial trace [0-9a-f]{32})/.exec(stdout)?.[1]?.split(' ') ?? [];
    expect((await seatrial(...example.slice(1))).stdout).toContain('checkout 1.4.2');
    const these = /these: seatrial tail --where (\S+)/.exec(stdout.replaceAll(/\n +/g, ' '))?.[1] ?? '';
    const spans = await seatrial('tail', '--where', these, '--json', '--limit', '1000');
    expect(JSON.parse(spans.stdout)).toHaveLength(cause?.group.rows ?? -1);
  });

  it('names the release where it is asked about all of the service, and compares two rings without what makes them two', async () => {
    const all = await explainJson('--service', 'checkout');
    expect(all.causes[0]?.conditions.map(({ text }) => text)).toContain('version=1.4.2-g3f2c1a9');
    const aliases = all.causes[0]?.conditions
      .flatMap((condition) => condition.aliases.map(({ name }) => name))
      .toSorted();
    expect(aliases).toEqual(['build', 'commit', 'deployment', 'ring']);
    const arms = await explainJson('--candidate', 'ring=canary', '--baseline', 'ring=stable', '--service', 'checkout');
    expect(arms.excluded.map(({ name }) => name)).toContain('service.instance.id');
  });

  it('says the same from the file, and from a sample that it is one', async () => {
    const sampled = await explainJson('--service', 'checkout', '--sample', '40');
    expect(sampled.rows.sampledFrom?.group).toBeGreaterThan(40);
    expect(sampled.notes[0]).toContain('This is of a sample');
    const closed = new Promise((resolve) => dev.once('exit', resolve));
    dev.kill('SIGINT');
    await closed;
    const file = await explainJson('--service', 'checkout', '--release', '1.4.2', '--store', store);
    expect(file).toEqual(fromServer);
    const none = await seatrial('explain', '--store', store, '--where', 'route=/nowhere', '--errors');
    expect(none.stdout).toContain('There are no failing requests to explain.');
    expect(none.stderr).toContain('No span has route=/nowhere.');
  });

  it.skipIf(!existsSync('/usr/bin/script'))(
    'on a terminal shows an answer from a sample first, then how far it is, then the answer from all rows',
    async () => {
      const command = [process.execPath, bin, 'explain', '--store', store].join(' ');
      const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], { env: toCleanEnvironment(env) });
      let shown = '';
      child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
      await new Promise((resolve) => child.once('close', resolve));
      const [sample, bar, last] = ['This is of a sample: ', 'Counting all of them', ' on 25,000 requests'].map((text) =>
        shown.lastIndexOf(text),
      );
      expect(sample).toBeGreaterThan(0);
      expect(bar).toBeGreaterThan(sample ?? 0);
      expect(last).toBeGreaterThan(bar ?? 0);
    },
  );

  it('refuses names that no span has, and says which was likely meant', async () => {
    const { code, stderr } = await seatrial('explain', '--store', store, '--where', 'teant.id=t-4217');
    expect(code).toBe(64);
    expect(stderr).toContain('Did you mean tenant.id?');
  });
});
