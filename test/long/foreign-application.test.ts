import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../process/free-port.ts';
import { runNode, toCleanEnvironment } from '../process/run-node.ts';

const bin = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');
const path = `${dirname(process.execPath)}:${process.env['PATH']}`;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-foreign-'));
  // The override stands in for a dist-tag of node-fetch that not every registry carries.
  const overrides = { 'node-fetch': '2.7.0', 'node-fetch-cjs': 'npm:node-fetch@2.7.0' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'wrapper', version: '1.0.0', private: true, overrides }),
  );
  writeFileSync(
    join(folder, 'config.yaml'),
    `storage: ./storage\nuplinks: {}\npackages:\n  '**':\n    access: $all\nlog: { type: stdout, format: pretty, level: warn }\n`,
  );
  const outside = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', 'verdaccio@6.1.2'], {
    cwd: folder,
    env: { ...Object.fromEntries(outside), PATH: path },
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a service that somebody else wrote runs unmodified, and its requests are there by its own release', async () => {
  const env = {
    ...toCleanEnvironment({ SEATRIAL_STATE_DIR: join(folder, 'state'), SEATRIAL_RING: 'canary' }),
    PATH: path,
  };
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [bin, 'run', '--', 'npx', 'verdaccio', '--config', 'config.yaml', '--listen', `127.0.0.1:${port}`],
    { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await expect
      .poll(
        () =>
          fetch(`${url}/-/ping`).then(
            (answer) => answer.status,
            () => 0,
          ),
        { timeout: 60_000 },
      )
      .toBe(200);
    for (let round = 0; round < 5; round += 1) {
      expect((await fetch(`${url}/-/ping`)).status).toBe(200);
      expect((await fetch(`${url}/no-such-package`)).status).toBe(404);
    }
    const ask = async (): Promise<unknown> =>
      JSON.parse(
        (
          await runNode([bin, 'releases', '--json', '--where', 'kind=server'], {
            env: { SEATRIAL_STATE_DIR: join(folder, 'state') },
          })
        ).stdout || '[]',
      );
    await expect
      .poll(ask, { timeout: 20_000, interval: 1000 })
      .toMatchObject([
        { service: 'verdaccio', version: '6.1.2', ring: 'canary', commit: '', requests: expect.any(Number), errors: 0 },
      ]);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }
  // npm and npx in between made no spans and no lines of their own.
  expect(output.match(/^seatrial: verdaccio 6\.1\.2:/gm)).toHaveLength(1);
});
