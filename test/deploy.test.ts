import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Deploy } from '@seatrial/server';
import { startServer } from '@seatrial/server';
import { createSpan, startOfTime } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import { runNode } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-deploy-'));
  writeFileSync(join(folder, 'package.json'), '{"name":"checkout","version":"1.4.2"}');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function seatrial(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return runNode([bin, ...args], { cwd: folder, env: { SEATRIAL_STATE_DIR: join(folder, 'state'), ...env } });
}

it('a deploy is told without a server, and a server that starts later knows it', async () => {
  const started = await seatrial(['deploy', 'start', '--ring', 'canary', '--environment', 'production']);
  expect(started).toMatchObject({ code: 0 });
  expect(started.stdout.trim()).toMatch(/^checkout-\d{8}T\d{9}Z$/);
  expect(started.stderr).toContain('Started: checkout 1.4.2 in ring canary, environment production.');
  const store = await createDuckDbStore({ path: ':memory:' });
  const ports = { otlpPort: 0, grpcPort: 0, apiPort: 0 };
  const server = await startServer({ store, version: 'test', stateDirectory: join(folder, 'state'), ...ports });
  try {
    const { apiUrl, token } = server.state;
    const ask = async (query: string): Promise<readonly Deploy[]> =>
      (await (
        await fetch(`${apiUrl}/api/deploys${query}`, { headers: { authorization: `Bearer ${token}` } })
      ).json()) as readonly Deploy[];
    expect(await ask('?service=checkout')).toMatchObject([
      { id: started.stdout.trim(), version: '1.4.2', ring: 'canary', status: 'running', finishedAt: null },
    ]);
    // From elsewhere, by address and token.
    const elsewhere = { SEATRIAL_URL: apiUrl, SEATRIAL_TOKEN: token, SEATRIAL_STATE_DIR: join(folder, 'elsewhere') };
    const finished = await seatrial(['deploy', 'finish', '--failed', '--note', 'image not found'], elsewhere);
    expect(finished).toMatchObject({ code: 0, stdout: started.stdout });
    expect(finished.stderr).toContain('Finished, failed: checkout 1.4.2');
    const marked = await seatrial(['deploy', 'mark', '--note', 'new-checkout on for staff', '--json'], elsewhere);
    expect(JSON.parse(marked.stdout)).toMatchObject({ status: 'mark', note: 'new-checkout on for staff' });
    expect(await ask('')).toMatchObject([{ status: 'mark' }, { status: 'failed', note: 'image not found' }]);
    expect(await ask('?service=cart')).toEqual([]);
    const resource = { 'deployment.environment.name': 'production' };
    const span = createSpan({ version: '1.4.2-gbbbbbbb', ring: 'canary', at: Date.now() - startOfTime, resource });
    await store.ingest({ spans: [span], logs: [], metrics: [] });
    const listed = await seatrial(['releases', '--where', 'ring=canary'], elsewhere);
    expect(listed.stdout).toMatch(/deployed +last seen\n.* failed (now|\d+ s ago) +\S/);
  } finally {
    await server.close();
    await store.close();
  }
});

it('says what is wrong: no deploy that runs, no service, no such field', async () => {
  const nothing = await seatrial(['deploy', 'finish']);
  expect(nothing).toMatchObject({ code: 69 });
  expect(nothing.stderr).toContain('No deploy of checkout is running. Begin one with "seatrial deploy start".');
  rmSync(join(folder, 'package.json'));
  const nobody = await seatrial(['deploy', 'start']);
  expect(nobody).toMatchObject({ code: 64 });
  expect(nobody.stderr).toContain('Name it with --service');
  const store = await createDuckDbStore({ path: ':memory:' });
  const server = await startServer({ store, version: 'test', otlpPort: 0, grpcPort: 0, apiPort: 0 });
  const { apiUrl, token } = server.state;
  const tell = async (body: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(`${apiUrl}/api/deploys`, { method: 'POST', headers, body })).json();
  };
  expect(await tell('{"service":"checkout","verison":"1"}')).toMatchObject({
    error: { code: 'SEATRIAL_BAD_ARGUMENT', message: '"verison" is not known here. Did you mean version?' },
  });
  expect(await tell('{"version":"1"}')).toMatchObject({
    error: { message: 'service is missing: whose deploy is it?' },
  });
  await server.close();
  await store.close();
});
