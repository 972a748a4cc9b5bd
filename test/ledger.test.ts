import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangesFile, FunctionChange } from '@seatrial/model';
import { startServer } from '@seatrial/server';
import type { RunningServer } from '@seatrial/server';
import { createApiClient } from '@seatrial/server/client';
import type { Store } from '@seatrial/store';
import { createBatch, createFunctionPoints, createSpan, startOfTime, toContractId } from '@seatrial/store/contract';
import type { FunctionTold } from '@seatrial/store/contract';
import { createDuckDbStore } from '@seatrial/store/duckdb';
import type { Habit, Ledger, Verdict } from '@seatrial/trial';
import { runNode, toCleanEnvironment } from './process/run-node.ts';
import type { Outcome } from './process/run-node.ts';
import { plantTraffic, planted, toArms } from './traffic/plant.ts';

const bin = join(import.meta.dirname, '../packages/cli/bin/seatrial.js');
let folder: string;
let store: Store;
let server: RunningServer;

const ada = { name: 'Ada', email: 'ada@example.com' };
const bob = { name: 'Bob', email: 'bob@example.com' };

function toChange(name: string, by: typeof ada, owner = '@shop/checkout'): FunctionChange {
  return {
    id: toContractId(name),
    name,
    kind: 'function',
    file: `src/${name}.ts`,
    lines: [12, 20],
    change: 'modified',
    exported: true,
    authors: [{ ...by, share: 1 }],
    unknownShare: 0,
    owners: [owner],
    source: `function ${name}() {}`,
    formerSource: '',
  };
}

function toFile(service: string, version: string, functions: readonly FunctionChange[]): ChangesFile {
  return {
    schema: 1,
    createdAt: new Date().toISOString(),
    createdBy: 'seatrial 0.1.0',
    release: { service, version },
    from: { ref: 'v1.4.1', commit: 'a'.repeat(40) },
    to: { ref: 'HEAD', commit: 'b'.repeat(40) },
    functions,
    unverifiable: {},
  };
}

function seatrial(args: readonly string[], cwd = join(folder, 'ada')): Promise<Outcome> {
  return runNode([bin, ...args], { cwd, env: environment() });
}

function environment(): Readonly<Record<string, string>> {
  return { SEATRIAL_STATE_DIR: join(folder, 'state'), COLUMNS: '120', GIT_CONFIG_GLOBAL: join(folder, 'none') };
}

async function seatrialJson<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await seatrial([...args, '--json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** Points told `minutes` after the planted traffic began. */
async function tell(minutes: number, ...told: readonly Omit<FunctionTold, 'at'>[]): Promise<void> {
  const at = planted.from - startOfTime + minutes * 60_000;
  const metrics = told.flatMap((each) => createFunctionPoints({ start: at - 600_000, ...each, at }));
  await store.ingest(createBatch({ metrics }));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-ledger-'));
  for (const { email } of [ada, bob]) {
    const home = join(folder, email.split('@')[0] ?? '');
    mkdirSync(home);
    execFileSync('git', ['init', '-q'], { cwd: home });
    execFileSync('git', ['config', 'user.email', email], { cwd: home });
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  store = await createDuckDbStore({ path: join(folder, 'state', 'seatrial.duckdb') });
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
  await server.close();
  await store.close();
  rmSync(join(folder, 'state'), { recursive: true, force: true });
});

/** A canary under traffic that changed four functions of two people, of which two ran. */
async function plant(scenario: 'few' | 'ok' | 'regressed'): Promise<void> {
  const arms = scenario === 'few' ? toArms('ok').map((arm) => ({ ...arm, perMinute: 3 })) : toArms(scenario);
  await plantTraffic(store, arms);
  const changes = [toChange('applyCoupon', ada), toChange('refund', ada, '@shop/money')];
  const others = [toChange('parseOrder', bob), toChange('giftWrap', bob)];
  await createApiClient(server.state).upload(toFile('checkout', '1.4.2', [...changes, ...others]));
  await tell(0, { name: 'parseOrder', version: '1.4.1', ring: 'stable', calls: 9000, buckets: [[-72, 9000]] });
  const loaded = { calls: 0, loaded: true };
  await tell(1, { name: 'refund', ...loaded }, { name: 'giftWrap', ...loaded });
  await tell(
    18,
    {
      name: 'applyCoupon',
      loaded: true,
      calls: 5000,
      errors: [['TypeError', 'thrown', 50]],
      buckets: [[-56, 5000]],
      cohort: { 'feature_flags.new-checkout': 'on' },
    },
    { name: 'refund', ...loaded },
    { name: 'giftWrap', calls: 0, loaded: false, process: 'p2' },
    { name: 'parseOrder', calls: 6000, loaded: true, buckets: [[-64, 6000]] },
  );
}

describe('seatrial functions', () => {
  it('shows what a release changed, what has not run first, and says why', async () => {
    await plant('few');
    const { stdout, code } = await seatrial(['functions', '--service', 'checkout']);
    expect(code).toBe(0);
    expect(stdout).toContain('checkout 1.4.2 (canary), changed since v1.4.1, beside 1.4.1');
    expect(stdout).toContain('2 of 4 changed functions have run; not run: giftWrap, refund.');
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  ').trim());
    expect(lines.filter((line) => /^(NOT RUN|ran) {2}/.test(line)).map((line) => line.split('  ').slice(0, 4))).toEqual(
      [
        ['NOT RUN', 'giftWrap', 'src/giftWrap.ts:12', '0'],
        ['NOT RUN', 'refund', 'src/refund.ts:12', '0'],
        ['ran', 'applyCoupon', 'src/applyCoupon.ts:12', '5,000'],
        ['ran', 'parseOrder', 'src/parseOrder.ts:12', '6,000'],
      ],
    );
    expect(stdout).toMatch(/applyCoupon .* 50 TypeError /);
    expect(stdout).toMatch(/parseOrder.*slower/);
    expect(stdout).toMatch(
      /giftWrap, refund: [\d,]+ requests have come since its file was loaded, and none called it\./,
    );
  });

  it('two authors see disjoint ledgers; groups, filters and JSON agree', async () => {
    await plant('few');
    const names = (ledgers: readonly Ledger[]): readonly string[] =>
      ledgers.flatMap(({ rows }) => rows.map(({ name }) => name));
    expect(names(await seatrialJson<readonly Ledger[]>('functions', '--mine'))).toEqual(['refund', 'applyCoupon']);
    const others = await seatrial(['functions', '--mine', '--json'], join(folder, 'bob'));
    expect(names(JSON.parse(others.stdout) as readonly Ledger[])).toEqual(['giftWrap', 'parseOrder']);
    expect(names(await seatrialJson<readonly Ledger[]>('functions', '--author', 'Bob', '--not-run'))).toEqual([
      'giftWrap',
    ]);
    const open = await seatrial(['functions', '--mine', '--not-run']);
    expect(open.stdout).toContain('1 of 2 changed functions has run; not run: refund.');
    expect(open.stdout).not.toContain('applyCoupon');
    const byOwner = (await seatrial(['functions', '--by', 'owner'])).stdout;
    expect(byOwner.indexOf('@shop/checkout')).toBeLessThan(byOwner.indexOf('@shop/money'));
    const stranger = await seatrial(['functions', '--author', 'eve@example.com']);
    expect(stranger.stderr).toContain(
      'eve@example.com changed none of these 4 functions. Changed by: ada@example.com, bob@example.com.',
    );
    expect((await seatrial(['functions', '--mine', '--author', 'x'])).code).toBe(64);
    expect((await seatrial(['functions', '--mine'], folder)).stderr).toContain('git config user.email');
  });

  it('says what to do where nothing is known, and asks the store itself where no server runs', async () => {
    const nothing = await seatrial(['functions', '--service', 'checkout']);
    expect(nothing.stderr).toContain('Nothing is known of functions of checkout. In CI: npx seatrial build --from REF');
    await plant('few');
    await server.close();
    await store.close();
    const { stdout } = await seatrial(['functions', '--mine']);
    expect(stdout).toContain('1 of 2 changed functions has run; not run: refund.');
  });
});

describe('seatrial mine', () => {
  it('shows my commits across services, and each route and function beside its last seven days', async () => {
    await plant('few');
    await createApiClient(server.state).upload(toFile('inventory', '2.0.0', [toChange('pick', ada)]));
    const { stdout } = await seatrial(['mine']);
    expect(stdout).toContain('checkout 1.4.2 (canary)');
    expect(stdout).toContain('inventory 2.0.0');
    expect(stdout).not.toContain('parseOrder');
    const touched = { version: '1.4.2', attributes: { 'seatrial.functions.touched': ['applyCoupon'] } };
    const at = planted.from - startOfTime;
    const [recent, old] = [at + 600_000, at - 3 * 86_400_000];
    await store.ingest(
      createBatch({
        spans: [
          createSpan({ ...touched, at: recent, route: '/pay', ms: 40 }),
          createSpan({ ...touched, at: old, route: '/pay', ms: 5 }),
          createSpan({ ...touched, at: old + 1, route: '/pay', ms: 5, statusCode: 'error' }),
        ],
      }),
      { historic: true },
    );
    const since = new Date(planted.from).toISOString();
    const habits = await seatrialJson<readonly Habit[]>('mine', '--since', since, '--service', 'checkout');
    expect(habits).toMatchObject([
      { kind: 'route', name: '/pay', now: { count: 1, p95Ms: 50 }, usual: { count: 2, errors: 1, p95Ms: 5 } },
      { kind: 'function', name: 'applyCoupon', usual: null },
    ]);
    expect((await seatrial(['mine', '--since', since])).stdout).toMatch(/route +checkout +\/pay/);
    expect((await seatrial(['mine', '--author', 'eve@example.com'])).stderr).toContain('holds a change of eve@example');
  });
});

describe('verify and watch', () => {
  it('verify says how many changed functions have run, in every form, and judges as without them', async () => {
    await plant('ok');
    const asked = ['verify', '--service', 'checkout', '--candidate', 'ring=canary', '--since', '2h'];
    const verdict = await seatrialJson<Verdict>(...asked);
    expect(verdict).toMatchObject({ verdict: 'ok', functions: { ran: 2, functions: 4, notRun: 2 } });
    expect(verdict.next).toContain('seatrial functions --service checkout --not-run');
    const text = '2 of 4 changed functions have run; not run: giftWrap, refund.';
    for (const form of [[], ['--markdown']]) expect((await seatrial([...asked, ...form])).stdout).toContain(text);
    const kept = join(folder, 'verdict.json');
    await seatrial([...asked, '--out', kept]);
    const replayed = await seatrialJson<Verdict>('verify', '--replay', kept);
    expect(replayed.functions?.text).toBe(text);
  });

  it('watch goes on until every function of mine has run, although the release is OK', async () => {
    await plant('ok');
    const asked = ['watch', '--service', 'checkout', '--candidate', 'ring=canary', '--for', '50s'];
    const child = spawn(process.execPath, [bin, ...asked], {
      cwd: join(folder, 'ada'),
      env: toCleanEnvironment(environment()),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    let told: Promise<void> | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      // Once it has said that it waits, the last function is called.
      told ??= tell(19, { name: 'refund', calls: 1, loaded: true });
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    await told;
    expect(code).toBe(0);
    expect(stdout).toContain('1 of 2 changed functions has run; not run: refund.');
    expect(stdout.trim().split('\n').slice(1).join('\n')).toContain('2 of 2 changed functions have run.');
  });

  it('watch ends at once where the release has regressed, and where the time is up names what has not run', async () => {
    await plant('regressed');
    const asked = ['watch', '--service', 'checkout', '--candidate', 'ring=canary', '--json'];
    const regressed = await seatrial([...asked, '--for', '40s']);
    expect(regressed.code).toBe(10);
    expect(JSON.parse(regressed.stdout)).toMatchObject({ ledger: { coverage: { ran: 1, functions: 2 } } });
    const stranger = await seatrial([...asked, '--for', '0s', '--author', 'eve@example.com']);
    expect(JSON.parse(stranger.stdout)).toMatchObject({ verdict: 'regressed', ledger: null });
  });
});
