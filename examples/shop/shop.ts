import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { services, startService, toBaseEnvironment } from './services.ts';
import type { RunningService } from './services.ts';

/** The command, as npm links it. */
export const seatrial = join(import.meta.dirname, '../../packages/cli/bin/seatrial.js');

export interface ShopOptions {
  /** Where databases go, and the release files of the builds. */
  readonly folder: string;
  /** Where telemetry goes, and whatever else every service should see. */
  readonly env: Readonly<Record<string, string>>;
  /** Builds every service by `seatrial build` and deploys it with its variables. Default `true`. */
  readonly deployed?: boolean;
  /** Share of orders that the canary takes. Default 0.2. */
  readonly canaryShare?: number;
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
  const start = async (name: keyof typeof services, env: Readonly<Record<string, string>>): Promise<RunningService> => {
    const deployment = options.deployed === false ? {} : await deploy(name, options.folder);
    const service = await startService({ ...services[name], env: { ...options.env, ...deployment, ...env } });
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

/** What a deployment sets: the build's own file, and the variables of this roll-out. */
async function deploy(name: keyof typeof services, folder: string): Promise<Record<string, string>> {
  await runBuild(services[name].folder, name, folder);
  return {
    SEATRIAL_DEPLOYMENT_ID: `deploy-${name}-1`,
    SEATRIAL_RING: name === 'canary' ? 'canary' : 'stable',
    SEATRIAL_ENVIRONMENT: 'demo',
  };
}

/** `seatrial build` in the folder of a service, as a CI job with a build number would run it. */
function runBuild(home: string, name: string, folder: string): Promise<void> {
  const env = { ...toBaseEnvironment(), SEATRIAL_STATE_DIR: folder, SEATRIAL_BUILD_ID: `build-${name}-7` };
  const child = spawn(process.execPath, [seatrial, 'build'], { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`seatrial build ended with ${code}:\n${stderr}`)),
    );
  });
}
