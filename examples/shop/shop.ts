import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { createRepository, stableTag } from './repository.ts';
import { services, startService, toBaseEnvironment } from './services.ts';
import type { RunningService } from './services.ts';

/** The command, as npm links it. */
export const seatrial = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');

export interface ShopOptions {
  /** Where databases go, and what is deployed. */
  readonly folder: string;
  /** Where telemetry goes, and whatever else every service should see. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Deploys every service as a pipeline would: its files to a folder without `.git`, beside what `seatrial build` wrote
   * for it, with the variables of the roll-out. `false` starts it where it is, with nothing but the one line. Default `true`.
   */
  readonly deployed?: boolean;
  /** Share of orders that the canary takes. Default 0.2. */
  readonly canaryShare?: number;
  /**
   * Builds both releases of checkout from commits of a repository, so that the functions which the canary changed are
   * watched, and uploads what those are to the server that these variables lead to: `SEATRIAL_STATE_DIR`, or
   * `SEATRIAL_URL` and `SEATRIAL_TOKEN`. Needs git. Default: nothing is watched.
   */
  readonly watchedBy?: Readonly<Record<string, string>>;
  /** Runs the canary as one file that esbuild has bundled and minified, with `watchedBy`. Default false. */
  readonly bundled?: boolean;
}

export interface Shop {
  readonly gateway: RunningService;
  readonly checkout: RunningService;
  readonly canary: RunningService;
  readonly inventory: RunningService;
  stop(): Promise<void>;
}

/** Starts all four processes, the ones that are called first. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const started: RunningService[] = [];
  const commits = options.watchedBy === undefined ? undefined : await createRepository(options.folder);
  const start = async (name: keyof typeof services, env: Readonly<Record<string, string>>): Promise<RunningService> => {
    const deployment =
      options.deployed === false ? { folder: services[name].folder, env: {} } : await deploy(name, options, commits);
    const bundled = name === 'canary' && options.bundled === true;
    const service = await startService({
      ...services[name],
      ...(bundled ? bundledCanary : {}),
      folder: deployment.folder,
      env: { ...options.env, ...deployment.env, ...env },
    });
    started.push(service);
    return service;
  };
  const stop = async (): Promise<void> => {
    for (const service of started.toReversed()) await service.stop();
  };
  try {
    mkdirSync(options.folder, { recursive: true });
    const inventory = await start('inventory', { DATABASE_FILE: join(options.folder, 'inventory.sqlite') });
    const checkout = await start('checkout', { INVENTORY_URL: inventory.url });
    const canary = await start('canary', { INVENTORY_URL: inventory.url });
    const gateway = await start('gateway', {
      INVENTORY_URL: inventory.url,
      CHECKOUT_URL: checkout.url,
      CHECKOUT_CANARY_URL: canary.url,
      CANARY_SHARE: String(options.canaryShare ?? 0.2),
    });
    return { gateway, checkout, canary, inventory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface LoadTest {
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** Two releases of inventory by themselves, in an environment of their own: 0.9.3, and 0.9.4, which is the same code. */
export async function startLoadTest({ folder, env }: ShopOptions): Promise<LoadTest> {
  mkdirSync(folder, { recursive: true });
  const deployment = await deploy('inventory', { folder, env });
  const start = (version: string, ring: string): Promise<RunningService> =>
    startService({
      ...services.inventory,
      folder: deployment.folder,
      env: {
        ...env,
        ...deployment.env,
        DATABASE_FILE: join(folder, `inventory-${version}.sqlite`),
        SEATRIAL_VERSION: version,
        SEATRIAL_BUILD_ID: `build-inventory-${version}`,
        SEATRIAL_RING: ring,
        SEATRIAL_ENVIRONMENT: 'load-test',
      },
    });
  // At the same time, since a process that is a second younger is slower for a while.
  const pair = await Promise.all([start('0.9.3', 'stable'), start('0.9.4', 'canary')]);
  return {
    urls: pair.map(({ url }) => url),
    stop: async () => void (await Promise.all(pair.map((one) => one.stop()))),
  };
}

/** Folders of the two releases of checkout, each at its commit. */
type Commits = Awaited<ReturnType<typeof createRepository>>;

interface Deployment {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A bundle calls register() when it is loaded already, so that its probes are let in by the loader of the line before. */
const bundledCanary = { script: join('dist', 'server.js'), nodeArguments: ['--import', '@seatrial/register/auto'] };

async function bundle(folder: string): Promise<void> {
  await esbuild({
    entryPoints: [join(folder, 'server.js')],
    outfile: join(folder, bundledCanary.script),
    bundle: true,
    minify: true,
    sourcemap: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
}

async function deploy(
  name: keyof typeof services,
  { folder: place, bundled = false, watchedBy = {} }: ShopOptions,
  commits?: Commits,
): Promise<Deployment> {
  const folder = join(place, name);
  const from = commits !== undefined && (name === 'checkout' || name === 'canary') ? commits[name] : undefined;
  if (from === undefined) {
    cpSync(services[name].folder, folder, { recursive: true });
    await runBuild(name, services[name].folder, {}, '--out', join(folder, 'seatrial.release.json'));
  } else {
    // The release before counts all of its functions, so that the canary's have something to be compared with.
    const isBundled = bundled && name === 'canary';
    if (isBundled) await bundle(from);
    const more = [name === 'checkout' ? '--all' : '--upload', ...(isBundled ? ['--dist', 'dist'] : [])];
    await runBuild(name, from, watchedBy, '--from', stableTag, ...more);
    // What names authors does not ship.
    cpSync(from, folder, { recursive: true, filter: (path) => !path.endsWith('seatrial.changes.json') });
  }
  const modules = join(place, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(import.meta.dirname, '../../node_modules'), modules, 'junction');
  const env = {
    SEATRIAL_DEPLOYMENT_ID: `deploy-${name}-1`,
    SEATRIAL_RING: name === 'canary' ? 'canary' : 'stable',
    SEATRIAL_ENVIRONMENT: 'demo',
  };
  return { folder, env };
}

/** `seatrial build` in the checkout, as a CI job with a build number would run it. */
function runBuild(
  name: keyof typeof services,
  cwd: string,
  added: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<void> {
  const env = { ...toBaseEnvironment(), ...added, SEATRIAL_BUILD_ID: `build-${name}-7` };
  const child = spawn(process.execPath, [seatrial, 'build', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`seatrial build ended with ${code}:\n${stderr}`)),
    );
  });
}
