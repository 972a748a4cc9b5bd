import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '@seatrial/server';
import type { Verdict } from '@seatrial/trial';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { findFreePort } from '../../test/process/free-port.ts';
import { runNode } from '../../test/process/run-node.ts';
import type { Outcome } from '../../test/process/run-node.ts';
import { findNginx, startNginx } from '../shadow-nginx/start-nginx.ts';
import { startService } from '../shop/services.ts';

const program = findNginx();
if (program === undefined)
  console.log('examples/canary-nginx is skipped: nginx is not installed (apt-get install nginx).');

const requests = 1500;
const seen: Record<string, number> = {};
let judged: Outcome;
let splits: readonly { readonly ring: string; readonly by: string }[];

/** Everything runs once, under real requests; what the tests look at is what Seatrial says afterwards. */
beforeAll(async () => {
  if (program === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-canary-'));
  const store = await createDuckDbStore({ path: ':memory:' });
  const state = join(folder, 'state');
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  const server = await startServer({ store, version: 'test', stateDirectory: state, ...ports });
  const running: (() => Promise<unknown>)[] = [];
  const start = async (ring: string, env: Readonly<Record<string, string>>): Promise<string> => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: server.state.otlpUrl, SEATRIAL_RING: ring };
    const service = await startService({
      folder: import.meta.dirname,
      script: 'orders.js',
      env: { ...endpoint, ...env },
    });
    running.push(() => service.stop());
    return service.url;
  };
  try {
    const primary = await start('stable', { SEATRIAL_VERSION: '1.0.0' });
    const candidate = await start('canary', { SEATRIAL_VERSION: '1.1.0', FAIL_EVERY: '3' });
    const port = await findFreePort();
    const template = join(import.meta.dirname, 'nginx.conf');
    running.push(await startNginx({ program, template, folder, port, primary, candidate }));
    await Promise.all(Array.from({ length: 10 }, () => sendOrders(`http://127.0.0.1:${port}`, requests / 10)));
    for (const stop of running.splice(0).toReversed()) await stop();
    // The traffic has ended and all of it has arrived, so that no batch is waited for.
    const words = ['verify', '--service', 'orders', '--candidate', 'ring=canary', '--complete', '--json'];
    judged = await runNode([join(import.meta.dirname, '../../packages/cli/bin/seatrial.js'), ...words], {
      cwd: import.meta.dirname,
      env: { SEATRIAL_STATE_DIR: state },
    });
    splits = (await store.releases({ by: 'cohort.split' })).map(({ ring, by = '' }) => ({ ring, by }));
  } finally {
    for (const stop of running.toReversed()) await stop();
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function sendOrders(url: string, count: number): Promise<void> {
  for (let order = 0; order < count; order += 1) {
    const { version } = (await (await fetch(`${url}/orders`)).json()) as { readonly version: string };
    seen[version] = (seen[version] ?? 0) + 1;
  }
}

describe.skipIf(program === undefined)('a canary behind nginx', () => {
  it('gets about one request in ten', () => {
    expect((seen['1.0.0'] ?? 0) + (seen['1.1.0'] ?? 0)).toBe(requests);
    // Six standard deviations of a binomial around 10 %.
    expect(Math.abs((seen['1.1.0'] ?? 0) / requests - 0.1)).toBeLessThan(6 * Math.sqrt((0.1 * 0.9) / requests));
  });

  it('is REGRESSED, by requests of the same minutes', () => {
    expect(judged, judged.stderr).toMatchObject({ code: 10 });
    const verdict = JSON.parse(judged.stdout) as Verdict;
    expect(verdict).toMatchObject({ verdict: 'regressed', design: 'concurrent' });
    expect(verdict.candidate).toMatchObject({ requests: seen['1.1.0'], name: '1.1.0 (canary)' });
    expect(verdict.baseline).toMatchObject({ requests: seen['1.0.0'], errors: 0 });
    expect(verdict.reasons.map(({ code }) => code)).toContain('errors-worse');
  });

  it('what nginx chose is on the requests of who served them', () => {
    expect(new Set(splits.map(({ ring, by }) => `${ring}: ${by}`))).toEqual(
      new Set(['stable: stable', 'canary: canary']),
    );
  });
});
