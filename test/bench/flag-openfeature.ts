import { createRequire } from 'node:module';
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import type { Hook } from '@openfeature/server-sdk';
import type { Evaluate } from './flag-work.ts';
import type { BenchRow } from './row.ts';

/** OpenFeature's SDK with one flag in memory and no hook, while something is measured. */
export async function withOpenFeature<T>(run: () => Promise<T>): Promise<T> {
  OpenFeature.clearHooks();
  const checkout = { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false };
  await OpenFeature.setProviderAndWait(new InMemoryProvider({ checkout }));
  try {
    return await run();
  } finally {
    await OpenFeature.clearProviders();
  }
}

/** Evaluates that flag by a client of its own with these hooks. */
export function createEvaluation(domain: string, ...hooks: readonly Hook[]): Evaluate {
  const client = OpenFeature.getClient(domain).addHooks(...hooks);
  return () => client.getBooleanValue('checkout', false, { targetingKey: 'u-1', audience: 'internal' });
}

/** What flags are measured against is required from here. */
export const requirePeer: NodeJS.Require = createRequire(new URL('../peers/flags/package.json', import.meta.url));

type PeerHooks = Readonly<Record<'EventHook' | 'MetricsHook' | 'SpanEventHook', new () => Hook>>;

/** OpenFeature's hooks for OpenTelemetry, where they are installed. */
export function loadPeerHooks(): PeerHooks | undefined {
  try {
    return requirePeer('@openfeature/open-telemetry-hooks') as PeerHooks;
  } catch {
    return undefined;
  }
}

export const missingPeers: BenchRow = {
  group: 'flags',
  name: 'OpenFeature, its own hooks',
  detail: 'not installed: npm ci --prefix test/peers/flags',
};
