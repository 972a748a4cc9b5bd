import type { MetricPoint, TelemetryBatch } from '@seatrial/model';
import type { Contrast, ContrastQuery, PatternQuery, Patterns } from '../contrast.ts';
import type { ExportRequest, RequestResult } from '../request.ts';
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
import type { Arrivals, FollowQuery, Groups, GroupsQuery, Heatmap, HeatmapQuery, KnownValuesQuery } from '../events.ts';
import type { FunctionQuery, FunctionReleaseRow, FunctionRow, TouchedRow } from '../functions.ts';
import type { LogArrivals } from '../logs.ts';
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
  StoreStats,
} from '../store.ts';
import type { SqlAnswer, SqlQuery } from '../sql.ts';
import type { TimeRange } from '../time-range.ts';
import type { CompactOutcome, FileStore, ParquetOutcome, StoredSpan } from './file-store.ts';
import { closedError, readOnlyError } from './refusals.ts';
import type { DuckDbStoreOptions } from './open.ts';
import { Thread } from './thread.ts';

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

/** The store as this thread sees it: everything happens in the store's thread. */
class DuckDbStore implements FileStore {
  readonly #thread: Thread;
  readonly #options: DuckDbStoreOptions;
  #closing: Promise<void> | undefined;

  constructor(thread: Thread, options: DuckDbStoreOptions) {
    this.#thread = thread;
    this.#options = options;
  }

  async ingest(batch: TelemetryBatch, options: IngestOptions = {}): Promise<IngestResult> {
    this.#checkOpen();
    return this.#thread.call('ingest', batch, options);
  }

  async ingestRequest({ signal, encoding, bytes, gzip }: ExportRequest): Promise<RequestResult> {
    this.#checkOpen();
    const own = [bytes, ...(gzip === undefined ? [] : [gzip])].map(toOwnBytes);
    const request = { signal, encoding, bytes: own[0], gzip: own[1] };
    return this.#thread.send(
      'ingestRequest',
      [request],
      own.map(({ buffer }) => buffer),
    );
  }

  /** @throws SeatrialError where nothing can be written. */
  #checkOpen(): void {
    if (this.#closing !== undefined) throw closedError();
    if (this.#options.readOnly === true) throw readOnlyError(this.#options.path);
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

  logs(query?: ListQuery): Promise<readonly LogRow[]> {
    return this.#thread.call('logs', query);
  }

  followLogs(query?: FollowQuery): Promise<LogArrivals> {
    return this.#thread.call('followLogs', query);
  }

  logNames(): Promise<readonly string[]> {
    return this.#thread.call('logNames');
  }

  logValues(query: KnownValuesQuery): Promise<readonly string[]> {
    return this.#thread.call('logValues', query);
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

  functionReleases(query?: FunctionQuery): Promise<readonly FunctionReleaseRow[]> {
    return this.#thread.call('askFunctions', 'functionReleases', query);
  }

  functions(query: FunctionQuery): Promise<readonly FunctionRow[]> {
    return this.#thread.call('askFunctions', 'functions', query);
  }

  touched(query: FunctionQuery): Promise<readonly TouchedRow[]> {
    return this.#thread.call('askFunctions', 'touched', query);
  }

  contrast(query: ContrastQuery, onProgress?: (done: number) => void): Promise<Contrast> {
    return this.#thread.follow('contrast', [query], onProgress);
  }

  patterns(query: PatternQuery): Promise<Patterns> {
    return this.#thread.call('patterns', query);
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

  follow(query?: FollowQuery): Promise<Arrivals> {
    return this.#thread.call('follow', query);
  }

  heatmap(query?: HeatmapQuery): Promise<Heatmap> {
    return this.#thread.call('heatmap', query);
  }

  groups(query: GroupsQuery): Promise<Groups> {
    return this.#thread.call('groups', query);
  }

  knownValues(query: KnownValuesQuery): Promise<readonly string[]> {
    return this.#thread.call('knownValues', query);
  }

  sql(query: SqlQuery): Promise<SqlAnswer> {
    return this.#thread.call('sql', query);
  }

  stats(): Promise<StoreStats> {
    return this.#thread.call('stats');
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

  readFunctionPoints(folder: string, after: number, limit: number): Promise<readonly MetricPoint[]> {
    return this.#thread.call('readFunctionPoints', folder, after, limit);
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
}

/** Memory that can go to another thread: a part of what others share is copied. */
function toOwnBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  // Small ones come from a pool that Node.js shares out (Buffer.poolSize), and what is mostly empty is not worth its way.
  return buffer instanceof ArrayBuffer && byteLength > 16_384 && buffer.byteLength < byteLength * 2
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes);
}
