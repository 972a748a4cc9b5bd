import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { startService } from '../../examples/shop/services.ts';
import { toCleanEnvironment } from '../process/run-node.ts';

const example = join(import.meta.dirname, '../../examples/progressive');

// The example as its README runs it: real services, a splitter, traffic, and batches that close with the minute.
it('release.sh takes the traffic away from a release that fails every third request, by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-progressive-'));
  const store = await createDuckDbStore({ path: ':memory:' });
  const state = join(folder, 'state');
  const weightFile = join(folder, 'weight');
  writeFileSync(weightFile, '0\n');
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  const server = await startServer({ store, version: 'test', stateDirectory: state, ...ports });
  const running: (() => Promise<unknown>)[] = [];
  const start = async (script: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: server.state.otlpUrl, OTEL_BSP_SCHEDULE_DELAY: '500' };
    const service = await startService({ folder: example, script, env: { ...endpoint, ...env } });
    running.push(() => service.stop());
    return service.url;
  };
  const ended = new AbortController();
  try {
    const stable = await start('orders.js', { SEATRIAL_RING: 'stable', SEATRIAL_VERSION: '1.0.0' });
    const canary = await start('orders.js', { SEATRIAL_RING: 'canary', SEATRIAL_VERSION: '1.1.0', FAIL_EVERY: '3' });
    const url = await start('splitter.js', { STABLE_URL: stable, CANARY_URL: canary, WEIGHT_FILE: weightFile });
    const served: string[] = [];
    const traffic = (async () => {
      while (!ended.signal.aborted) {
        served.push(((await (await fetch(`${url}/orders`)).json()) as { readonly version: string }).version);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    const child = spawn(join(example, 'release.sh'), ['1.1.0'], {
      env: toCleanEnvironment({
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        SEATRIAL: `node ${join(example, '../../packages/cli/bin/seatrial.js')}`,
        SEATRIAL_STATE_DIR: state,
        WEIGHT_FILE: weightFile,
        BAKE: '30s',
        WAIT: '5m',
      }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const after = served.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ended.abort();
    await traffic;
    expect({ code, weight: readFileSync(weightFile, 'utf8') }, stdout).toEqual({ code: 10, weight: '0\n' });
    expect(stdout).toContain('REGRESSED');
    expect(served).toContain('1.1.0');
    expect(new Set(served.slice(after + 1))).toEqual(new Set(['1.0.0']));
  } finally {
    ended.abort();
    for (const stop of running.toReversed()) await stop();
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
