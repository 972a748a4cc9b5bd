import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A way to start a service with telemetry: what `register()` is compared with. */
export interface Agent {
  readonly name: string;
  /** Arguments of Node.js before the program. */
  readonly args: readonly string[];
}

export const bare: Agent = { name: 'nothing', args: [] };
export const seatrial: Agent = { name: 'register()', args: ['--import', '@seatrial/register/auto'] };
/** As its documentation says for CommonJS, which is its faster way. */
export const upstream: Agent = {
  name: "upstream's register",
  args: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
};

const folder = join(import.meta.dirname, '../peers/register');

/** Other vendors' agents, where they are installed. */
export function findPeers(): readonly Agent[] {
  if (!existsSync(join(folder, 'node_modules'))) {
    console.log('dd-trace and @sentry/node: skipped; install them with "npm ci --prefix test/peers/register"');
    return [];
  }
  const { resolve } = createRequire(join(folder, 'package.json'));
  return [
    { name: 'dd-trace', args: ['--require', resolve('dd-trace/init')] },
    { name: '@sentry/node', args: ['--require', './sentry.cjs'] },
  ];
}

/** Nothing is asked of a network: no agent, no cloud's metadata server. */
export const peerEnvironment: Readonly<Record<string, string>> = {
  PEERS: folder,
  DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process,serviceinstance',
};
