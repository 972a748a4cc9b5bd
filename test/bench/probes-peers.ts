import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparePairs, median } from './paired.ts';
import { createHonoRepository, planHono } from './probed-hono.ts';
import type { BenchRow } from './row.ts';

const rounds = 30;
const peers = join(import.meta.dirname, '../peers/functions');
const adot = join(peers, 'node_modules/@aws/aws-distro-opentelemetry-node-autoinstrumentation/build/src/register.js');

/** ServiceEvents on, and nothing else that would cost: no spans, no exporter that answers. */
const adotEnvironment = {
  OTEL_AWS_SERVICE_EVENTS_ENABLED: 'true',
  OTEL_AWS_SERVICE_EVENTS_PACKAGES_INCLUDE: 'hono',
  OTEL_AWS_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:9/v1/logs',
  OTEL_AWS_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:9/v1/metrics',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'none',
  OTEL_SERVICE_NAME: 'bench',
};

/**
 * All functions of hono counted, by the probes of a plan and by ServiceEvents of ADOT, each in a process of its own beside
 * a bare one. No timer runs meanwhile: with one ADOT stops counting, all functions, where they are called more than
 * 5,000 times a second.
 */
export async function benchProbesPeers(): Promise<readonly BenchRow[]> {
  if (!existsSync(adot)) {
    const detail = 'not installed: npm ci --prefix test/peers/functions --ignore-scripts';
    return [{ group: 'probes-peers', name: 'ADOT ServiceEvents', detail }];
  }
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-peers-'));
  try {
    const repository = createHonoRepository(folder, false);
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(repository, 'node_modules'));
    writeFileSync(join(repository, 'plan.json'), JSON.stringify(await planHono(repository, true)));
    writeFileSync(join(repository, 'probes.js'), probes);
    writeFileSync(join(repository, 'run.js'), run);
    const runs = {
      bare: () => measure(repository, ['run.js']),
      seatrial: () => measure(repository, ['--import', './probes.js', 'run.js']),
      adot: () => measure(repository, ['--import', adot, 'run.js'], adotEnvironment),
    };
    const times = { bare: [] as number[], seatrial: [] as number[], adot: [] as number[] };
    const names = ['bare', 'seatrial', 'adot'] as const;
    for (let round = 0; round < rounds; round += 1)
      for (const name of round % 2 === 0 ? names : names.toReversed()) times[name].push(await runs[name]());
    const toRow = (name: string, having: readonly number[]): BenchRow => {
      const detail = `${median(having).toFixed(1)} µs against ${median(times.bare).toFixed(1)} µs a request`;
      return { group: 'probes-peers', name, ...comparePairs(having, times.bare), detail };
    };
    return [
      toRow("hono's app.request(), all functions counted by a plan", times.seatrial),
      toRow('the same by ADOT ServiceEvents, while it counts', times.adot),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const probes = `import { readFileSync } from 'node:fs';
import { startProbes } from '@seatrial/probes';
startProbes({ plan: JSON.parse(readFileSync('plan.json', 'utf8')), root: process.cwd() });
`;

/** Microtasks alone. It is killed, since an agent that ends in good order sends what it has. */
const run = `import { app } from './app.js';
const serve = async (times) => {
  for (let index = 0; index < times; index += 1) await (await app.request('/orders/' + (index % 50))).text();
};
await serve(30_000);
const from = process.cpuUsage();
await serve(10_000);
const { user, system } = process.cpuUsage(from);
process.stdout.write('took ' + (user + system) / 10_000 + '\\n', () => process.kill(process.pid, 'SIGKILL'));
`;

/** CPU microseconds a request. */
function measure(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const took = /^took (.*)$/m.exec(said)?.[1];
      if (took === undefined) reject(new Error(`node ${args.join(' ')} said no time: ${said}`));
      else resolve(Number(took));
    });
  });
}
