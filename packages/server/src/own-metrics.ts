import { metrics } from '@opentelemetry/api';
import type { BatchObservableCallback, Observable } from '@opentelemetry/api';
import type { Store } from '@seatrial/store';
import type { ReceivedCounts } from './api.ts';

export interface Observed {
  readonly store: Store;
  readonly version: string;
  readonly received: () => ReceivedCounts;
  readonly bytesInWork: () => number;
}

const signals = ['spans', 'logs', 'metrics'] as const;

/**
 * Counts of receiver and store as OpenTelemetry metrics, for the SDK that the process has; without one they cost nothing.
 * The answer ends it.
 */
export function observeServer({ store, version, received, bytesInWork }: Observed): () => void {
  const meter = metrics.getMeter('@seatrial/server', version);
  const counter = (name: string, unit: string, description: string): Observable =>
    meter.createObservableCounter(`seatrial.${name}`, { unit, description });
  const requests = counter('receiver.requests', '{request}', 'Export requests by outcome: accepted, refused.');
  const records = counter('receiver.records', '{record}', 'Records that were accepted, by signal.');
  const stored = counter('store.records', '{record}', 'Records that are on disk, by signal.');
  const spans = counter('store.spans', '{span}', 'Spans that were duplicate, replaced, late or from the future.');
  const refused = counter('store.refused', '{batch}', 'Batches that the store refused: busy, failed.');
  const removed = counter('store.removed', '{record}', 'Records that retention removed, by signal.');
  const waiting = meter.createObservableGauge('seatrial.store.waiting', {
    unit: '{record}',
    description: 'Records that wait to be written.',
  });
  const inWork = meter.createObservableGauge('seatrial.receiver.bytes_in_work', {
    unit: 'By',
    description: 'Bytes of export requests that are in work.',
  });
  const all = [requests, records, stored, spans, refused, removed, waiting, inWork];
  const observe: BatchObservableCallback = async (result) => {
    const counts = received();
    result.observe(requests, counts.requests - counts.refused, { outcome: 'accepted' });
    result.observe(requests, counts.refused, { outcome: 'refused' });
    result.observe(inWork, bytesInWork());
    const { activity } = await store.stats();
    for (const signal of signals) {
      result.observe(records, counts[signal], { signal });
      result.observe(stored, activity.stored[signal], { signal });
      result.observe(removed, activity.removed[signal], { signal });
    }
    for (const reason of ['duplicates', 'replaced', 'late', 'future'] as const)
      result.observe(spans, activity[reason], { reason });
    for (const reason of ['busy', 'failed'] as const) result.observe(refused, activity.refused[reason], { reason });
    result.observe(waiting, activity.waiting.records);
  };
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}
