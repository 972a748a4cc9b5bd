import { traced } from '@seatrial/traced';
import { peers } from '../peers/traced/peers.ts';
import type { Peer } from '../peers/traced/peers.ts';
import { measurePairs } from './paired.ts';
import type { BenchRow } from './row.ts';
import { countExported, recordedCalls, registerDiscardingSdk, repeat, unregisterSdk } from './traced.ts';

type Add = (seed: number) => number;

/** Applies a peer to a function of one argument that does nothing, as a method where it decorates methods. */
function apply(form: Peer['form'], trace: unknown): Add {
  const method = { add: (seed: number): number => seed + 1 }.add;
  if (form === 'function') return (trace as (fn: Add) => Add)(method);
  const descriptor = { value: method, writable: true, configurable: true, enumerable: false };
  const decorate = trace as (target: object, key: string, own: typeof descriptor) => typeof descriptor | undefined;
  const { value } = decorate({ constructor: traced }, 'add', descriptor) ?? descriptor;
  return value;
}

/** What a recorded call costs, ours against each peer that traces a sync function without changing it. */
export async function benchTracedPeers(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  // One SDK for all, before they load: some keep the tracer that they get first.
  const batch = registerDiscardingSdk();
  for (const peer of peers) {
    const name = `recorded against ${peer.name}`;
    const trace = await peer.load().catch(() => undefined);
    if (trace === undefined) {
      const detail = 'left out: not installed, run: npm ci --prefix test/peers/traced --ignore-scripts';
      rows.push({ group: 'traced', name, detail });
      continue;
    }
    const theirs = peer.form === 'standard' ? undefined : apply(peer.form, trace);
    const before = countExported();
    const isSync = theirs?.(1) === 2;
    await batch.forceFlush();
    if (theirs === undefined || !isSync || countExported() !== before + 1) {
      rows.push({ group: 'traced', name, detail: 'left out: it makes a sync function async, or no span of it' });
      continue;
    }
    const ours = repeat(apply('legacy', traced), recordedCalls);
    const run = (fn: () => void) => async (): Promise<void> => {
      fn();
      await batch.forceFlush();
    };
    const result = await measurePairs(run(ours), run(repeat(theirs, recordedCalls)), { operations: recordedCalls });
    const detail = `${result.aNano.toFixed(0)} ns against ${result.bNano.toFixed(0)} ns a call`;
    rows.push({ group: 'traced', name, ratio: result.ratio, upper: result.upper, detail });
  }
  unregisterSdk();
  return rows;
}
