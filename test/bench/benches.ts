import type { BenchRow } from './row.ts';

type Bench = () => readonly BenchRow[] | Promise<readonly BenchRow[]>;

/** Every benchmark by its name, loaded when it is run: what one loads is part of what another measures. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  stamp: async () => (await import('./stamp.ts')).benchStamp,
  redact: async () => (await import('./redact.ts')).benchRedact,
  decode: async () => (await import('./decode.ts')).benchDecode,
  receiver: async () => (await import('./receiver.ts')).benchReceiver,
  ingest: async () => (await import('./ingest.ts')).benchIngest,
  learning: async () => (await import('./learning.ts')).benchLearning,
  verify: async () => (await import('./verify.ts')).benchVerify,
  backends: async () => (await import('./backends.ts')).benchBackends,
  tail: async () => (await import('./tail.ts')).benchTail,
  traces: async () => (await import('./traces.ts')).benchTraces,
  queries: async () => (await import('./queries.ts')).benchQueries,
  'start-up': async () => (await import('./start-up.ts')).benchStartUp,
  memory: async () => (await import('./resident.ts')).benchResident,
  load: async () => (await import('./hello-world.ts')).benchRequests,
  outage: async () => (await import('./outage.ts')).benchOutage,
  traced: async () => (await import('./traced.ts')).benchTraced,
  'traced-peers': async () => (await import('./traced-peers.ts')).benchTracedPeers,
  'traced-memory': async () => (await import('./traced-memory.ts')).benchTracedMemory,
  flags: async () => (await import('./flags.ts')).benchFlagSpans,
  'flag-evaluations': async () => (await import('./flag-evaluations.ts')).benchFlagEvaluations,
  'flag-events': async () => (await import('./flag-events.ts')).benchFlagEvents,
  'flag-launchdarkly': () => forVendor('launchdarkly'),
  'flag-launchdarkly-hook': () => forVendor('launchdarkly-hook'),
  'flag-growthbook': () => forVendor('growthbook'),
  'flag-configcat': () => forVendor('configcat'),
  'flag-unleash': () => forVendor('unleash'),
  'flag-posthog': () => forVendor('posthog'),
  changes: async () => (await import('./changes.ts')).benchChanges,
  explain: async () => (await import('./explain.ts')).benchExplain,
  probes: async () => (await import('./probes.ts')).benchProbes,
  'probes-peers': async () => (await import('./probes-peers.ts')).benchProbesPeers,
  'probes-start': async () => (await import('./probed-start.ts')).benchProbedStart,
  page: async () => (await import('./page.ts')).benchPage,
  'flag-size': async () => (await import('./flag-size.ts')).benchFlagSize,
};

async function forVendor(vendor: string): Promise<Bench> {
  const { benchVendor } = await import('./flag-vendors.ts');
  return () => benchVendor(vendor);
}
