import { createOpenFeatureHook } from '@seatrial/flags';
import { createEvaluation, loadPeerHooks, missingPeers, withOpenFeature } from './flag-openfeature.ts';
import { createWork, options, withFlags } from './flag-work.ts';
import type { Work } from './flag-work.ts';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';

/** What recording costs an evaluation of OpenFeature, beside its own hook. */
export async function benchFlagEvaluations(): Promise<readonly BenchRow[]> {
  return withFlags(() => withOpenFeature(benchOpenFeature));
}

async function benchOpenFeature(): Promise<readonly BenchRow[]> {
  const none = createWork(createEvaluation('none'));
  const row = async (name: string, work: Work): Promise<BenchRow> => {
    const { ratio, upper, aNano, bNano } = await measurePairs(work, none, options);
    const detail = `${aNano.toFixed(0)} ns against ${bNano.toFixed(0)} ns an evaluation`;
    return { group: 'flags', name: `OpenFeature, ${name} against no hook`, ratio, upper, detail };
  };
  const rows = [
    await row('no hook', createWork(createEvaluation('none again'))),
    await row('our hook', createWork(createEvaluation('ours', createOpenFeatureHook()))),
  ];
  const peers = loadPeerHooks();
  if (peers === undefined) return [...rows, missingPeers];
  const theirs = createWork(createEvaluation('theirs', new peers.SpanEventHook()));
  return [...rows, await row('its SpanEventHook', theirs)];
}
