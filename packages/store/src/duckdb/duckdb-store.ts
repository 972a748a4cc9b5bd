import type { TelemetryBatch } from '@seatrial/model';
import { SeatrialError } from '@seatrial/model';
import { defaultRetention } from '../retention.ts';
import type {
  ArmRow,
  BatchQuery,
  BatchRow,
  ComparisonQuery,
  DistributionQuery,
  DistributionRow,
  ErrorGroupRow,
  PairQuery,
  PairRow,
  SightingQuery,
  SightingRow,
} from '../evidence.ts';
import type { Maintained } from '../retention.ts';
import type { HistogramRow, LogRow, OperationRow, ReleaseRow, SpanRow, SummaryRow } from '../rows.ts';
import type {
  AttributeValueRow,
  HistogramQuery,
  IngestOptions,
  IngestResult,
  ListQuery,
  ReleasesQuery,
  SliceQuery,
  SpansQuery,
  StoreActivity,
  StoreStats,
} from '../store.ts';
import type { TimeRange } from '../time-range.ts';
import { Activity } from './activity.ts';
import { AttributeNames } from './attribute-names.ts';
import { toTransferList } from './columnar/chunk.ts';
import { Encoder } from './encoder.ts';
import type { CompactOutcome, FileStore, ParquetOutcome, StoredSpan } from './file-store.ts';
import { closedError, readOnlyError } from './refusals.ts';
import type { DuckDbStoreOptions } from './open.ts';
import type { EngineStats, Snapshot, Written } from './protocol.ts';
import { Thread } from './thread.ts';

/** Records that may wait for a commit; beyond it senders are told to come again. */
const mostWaiting = 100_000;

/**
 * Opens the embedded store. One process owns a file; others ask that process.
 * @throws SeatrialError `SEATRIAL_STORE_LOCKED`, `SEATRIAL_NO_STORE` (read-only and absent), `SEATRIAL_STORE_UNUSABLE`.
 */
export async function createDuckDbStore(options: DuckDbStoreOptions): Promise<FileStore> {
  const thread = await Thread.start(
    {
      path: options.path,
      memoryLimit: options.memoryLimit ?? '1GiB',
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      readOnly: options.readOnly === true,
      retention: { ...defaultRetention, ...options.retention },
      reserveBytes: options.reserveBytes ?? 268_435_456,
      maintenanceMs: options.maintenanceMs ?? 10_000,
    },
    options.onMaintained,
  );
  return new DuckDbStore(thread, options);
}

/** The store as this thread sees it: batches are made into columns here, everything else happens in the store's thread. */
class DuckDbStore implements FileStore {
  readonly #thread: Thread;
  readonly #options: DuckDbStoreOptions;
  readonly #activity = new Activity();
  #encoder: Encoder | undefined;
  #epoch = 0;
  #closing: Promise<void> | undefined;

  constructor(thread: Thread, options: DuckDbStoreOptions) {
    this.#thread = thread;
    this.#options = options;
  }

  async ingest(batch: TelemetryBatch, { historic = false }: IngestOptions = {}): Promise<IngestResult> {
    if (this.#closing !== undefined) throw closedError();
    if (this.#options.readOnly === true) throw readOnlyError(this.#options.path);
    const size = batch.spans.length + batch.logs.length + batch.metrics.length;
    const { records } = this.#activity.waiting;
    if (records > 0 && records + size > mostWaiting) {
      this.#activity.refuse('busy');
      const message = `${records} records wait to be written. Send these again in a moment.`;
      throw new SeatrialError('SEATRIAL_STORE_BUSY', message);
    }
    const done = this.#activity.wait(size);
    try {
      const encoder = this.#encoderOf(this.#thread.snapshot);
      const encoded = encoder.encode(batch);
      const transfer = encoded.chunks.flatMap(({ chunk }) => toTransferList(chunk));
      const request = { epoch: this.#epoch, batch: encoded, historic };
      const counts = await this.#thread.write<Written>(request, transfer);
      encoder.settle(encoded);
      const stored = { spans: batch.spans.length, logs: batch.logs.length, metrics: batch.metrics.length };
      this.#activity.store(stored, counts);
      return stored;
    } catch (error) {
      this.#activity.refuse(error instanceof SeatrialError && error.code === 'SEATRIAL_STORE_BUSY' ? 'busy' : 'failed');
      throw error;
    } finally {
      done();
    }
  }

  releases(query?: ReleasesQuery): Promise<readonly ReleaseRow[]> {
    return this.#thread.call('releases', query);
  }

  operations(query?: ListQuery): Promise<readonly OperationRow[]> {
    return this.#thread.call('operations', query);
  }

  spans(query?: SpansQuery): Promise<readonly SpanRow[]> {
    return this.#thread.call('spans', query);
  }

  trace(traceId: string): Promise<readonly SpanRow[]> {
    return this.#thread.call('trace', traceId);
  }

  traceLogs(traceId: string): Promise<readonly LogRow[]> {
    return this.#thread.call('traceLogs', traceId);
  }

  histogram(query: HistogramQuery): Promise<readonly HistogramRow[]> {
    return this.#thread.call('histogram', query);
  }

  sightings(query: SightingQuery): Promise<readonly SightingRow[]> {
    return this.#thread.call('sightings', query);
  }

  arms(query: ComparisonQuery): Promise<readonly ArmRow[]> {
    return this.#thread.call('arms', query);
  }

  distribution(query: DistributionQuery): Promise<readonly DistributionRow[]> {
    return this.#thread.call('distribution', query);
  }

  batches(query: BatchQuery): Promise<readonly BatchRow[]> {
    return this.#thread.call('batches', query);
  }

  pairs(query: PairQuery): Promise<readonly PairRow[]> {
    return this.#thread.call('pairs', query);
  }

  errorGroups(query: ComparisonQuery): Promise<readonly ErrorGroupRow[]> {
    return this.#thread.call('errorGroups', query);
  }

  summaries(query?: TimeRange): Promise<readonly SummaryRow[]> {
    return this.#thread.call('summaries', query);
  }

  attributeNames(): Promise<readonly string[]> {
    return this.#thread.call('attributeNames');
  }

  attributeValues(name: string, limit?: number): Promise<readonly AttributeValueRow[]> {
    return this.#thread.call('attributeValues', name, limit);
  }

  async stats(): Promise<StoreStats> {
    const { removed, ...stats } = await this.#thread.call<EngineStats>('stats');
    const activity: StoreActivity = { ...this.#activity.counts(), removed };
    return { ...stats, activity };
  }

  records(query: SliceQuery, after: number, limit: number): Promise<readonly StoredSpan[]> {
    return this.#thread.call('records', query, after, limit);
  }

  writeParquet(folder: string, range: TimeRange = {}): Promise<ParquetOutcome> {
    return this.#thread.call('writeParquet', folder, range);
  }

  readParquet(path: string, after: number, limit: number): Promise<readonly StoredSpan[]> {
    return this.#thread.call('readParquet', path, after, limit);
  }

  compact(): Promise<CompactOutcome> {
    return this.#thread.call('compact');
  }

  maintain(options?: { readonly now?: number }): Promise<Maintained> {
    return this.#thread.call('maintain', options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#thread.close();
    return this.#closing;
  }

  /** A new encoder where the file was opened anew: what the old one believes to be stored may not be. */
  #encoderOf(snapshot: Snapshot): Encoder {
    if (this.#encoder !== undefined && this.#epoch === snapshot.epoch) return this.#encoder;
    const names = new AttributeNames();
    for (const [name, { onSpans, onResources }] of snapshot.names) names.restore(name, onSpans, onResources);
    for (const name of snapshot.columns) names.addColumn(name);
    this.#encoder = new Encoder(names, snapshot.resources);
    this.#epoch = snapshot.epoch;
    return this.#encoder;
  }
}
