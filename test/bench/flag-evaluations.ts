import { createRequire } from 'node:module';
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import type { Hook } from '@openfeature/server-sdk';
import { createOpenFeatureHook } from '@seatrial/flags';
import { createWork, options, withFlags } from './flag-work.ts';
import type { Work } from './flag-work.ts';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

/** What recording costs an evaluation of OpenFeature, beside its own hook. */
export async function benchFlagEvaluations(): Promise<readonly BenchRow[]> {
  return withFlags(async () => {
    OpenFeature.clearHooks();
    try {
      return await benchOpenFeature();
    } finally {
      await OpenFeature.clearProviders();
    }
  });
}

async function benchOpenFeature(): Promise<readonly BenchRow[]> {
  const checkout = { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false };
  await OpenFeature.setProviderAndWait(new InMemoryProvider({ checkout }));
  const createClient = (domain: string, ...hooks: readonly Hook[]): Work => {
    const client = OpenFeature.getClient(domain).addHooks(...hooks);
    return createWork(() => client.getBooleanValue('checkout', false, { targetingKey: 'u-1', audience: 'internal' }));
  };
  const none = createClient('none');
  const row = async (name: string, work: Work): Promise<BenchRow> => {
    const { ratio, upper, aNano, bNano } = await measurePairs(work, none, options);
    const detail = `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns an evaluation`;
    return { group: 'flags', name: `OpenFeature, ${name} against no hook`, ratio, upper, detail };
  };
  const rows = [
    await row('no hook', createClient('none again')),
    await row('our hook', createClient('ours', createOpenFeatureHook())),
  ];
  const theirs = loadSpanEventHook();
  if (theirs === undefined)
    return [
      ...rows,
      {
        group: 'flags',
        name: 'OpenFeature, its SpanEventHook',
        detail: 'not installed: npm ci --prefix test/peers/flags',
      },
    ];
  return [...rows, await row('its SpanEventHook', createClient('theirs', theirs))];
}

function loadSpanEventHook(): Hook | undefined {
  try {
    const require = createRequire(new URL('../peers/flags/package.json', import.meta.url));
    const { SpanEventHook } = require('@openfeature/open-telemetry-hooks') as {
      readonly SpanEventHook: new () => Hook;
    };
    return new SpanEventHook();
  } catch {
    return undefined;
  }
}
