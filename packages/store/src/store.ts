import type { Phase, Selector, TelemetryBatch } from '@seatrial/model';
import type { ContrastReader } from './contrast.ts';
import type { EventsReader } from './events.ts';
import type { EvidenceReader } from './evidence.ts';
import type { FunctionReader } from './functions.ts';
import type { LogsReader } from './logs.ts';
import type { ExportRequest, RequestResult } from './request.ts';
import type { Maintained, Removed, Retention } from './retention.ts';
import type { SqlReader } from './sql.ts';
import type { TimeRange } from './time-range.ts';
import type { HistogramRow, LogRow, OperationRow, ReleaseRow, SpanRow, SummaryRow } from './rows.ts';

export interface SliceQuery extends TimeRange {
  /** Default: everything. */
  readonly where?: Selector;
}

export interface ReleasesQuery extends SliceQuery {
  /** A name as a selector writes it (`flag.new-checkout`, `cohort.audience`, `seatrial.flags.remote`): a row for each of its values. */
  readonly by?: string;
}

export interface ListQuery extends SliceQuery {
  /** Rows at most. Default 100. */
  readonly limit?: number;
}

export interface SpansQuery extends ListQuery {
  /** Only spans stored after this cursor ({@link SpanRow.cursor}), oldest first: for following. */
  readonly after?: number;
  /** Default `newest` by start time; `random` is another order each time. With `after` the order is that of arrival. */
  readonly order?: 'newest' | 'oldest' | 'slowest' | 'random';
}

export interface HistogramQuery extends SliceQuery {
  /** What the arms of a comparison are told apart by. */
  readonly by: 'release' | 'ring';
  /** A cohort name (`seatrial.cohort.<name>`) to split by as well. */
  readonly cohort?: string;
  /** Length of a time batch in milliseconds, aligned to the epoch. Default 60,000. */
  readonly batchMs?: number;
  /** Rising upper edges in nanoseconds. Default: `latencyEdgesNano`. */
  readonly edgesNano?: readonly number[];
  /** Age of a process under which its requests are warm-up, in milliseconds. Default: `limits.warmUpMs`. */
  readonly warmUpMs?: number;
  /** Default: all phases, each in rows of its own. */
  readonly phase?: Phase;
}

export interface IngestResult {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
}

export interface AttributeValueRow {
  readonly value: string;
  readonly spans: number;
}

export interface StoreStats {
  readonly engine: string;
  /** Where the data is: a path or address; empty for a store in memory. */
  readonly location: string;
  readonly bytes: number;
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  /** ISO 8601; empty where there is no span. */
  readonly oldest: string;
  readonly newest: string;
  /** Bytes of the file that hold data; the rest is room for what comes next. */
  readonly usedBytes: number;
  readonly summaries: number;
  /** Names of attributes, and those of them that have columns of their own. */
  readonly attributeNames: number;
  readonly attributeColumns: number;
  readonly schemaVersion: number;
  readonly retention: Required<Retention>;
  /** What happened since the store was opened. */
  readonly activity: StoreActivity;
}

/** Counts since a store was opened. */
export interface StoreActivity {
  /** Records that were stored; spans that were there already are among them. */
  readonly stored: IngestResult;
  /** Spans that came again and were counted once. */
  readonly duplicates: number;
  /** Unfinished spans that made room for their final form. */
  readonly replaced: number;
  /** Spans that ended before the open minute, and were counted in that one. */
  readonly late: number;
  /** Spans that ended after the present minute, and were counted in that one. */
  readonly future: number;
  /** Batches that were refused, and for what. */
  readonly refused: { readonly busy: number; readonly failed: number };
  readonly removed: Removed;
  /** What waits to be written now. */
  readonly waiting: { readonly records: number; readonly batches: number };
}

export interface IngestOptions {
  /** History, as from an import: spans are counted in the minutes of their own. Default `false`: they arrive now. */
  readonly historic?: boolean;
}

/**
 * Where telemetry is kept and asked. Every engine passes the same contract suite (`@seatrial/store/contract`).
 * All methods reject with `SeatrialError`: `SEATRIAL_STORE_UNUSABLE` where the engine fails.
 */
export interface Store extends EvidenceReader, EventsReader, LogsReader, FunctionReader, ContrastReader, SqlReader {
  /**
   * Resolves once the batch is durable: whole, or not at all where it rejects. `SEATRIAL_STORE_BUSY` says that too much
   * waits already, or that the disk is full, and the sender should come again. A span that was stored already (same trace,
   * span id, kind and start) is counted once; the final form of an unfinished one takes its place.
   */
  ingest(batch: TelemetryBatch, options?: IngestOptions): Promise<IngestResult>;
  /**
   * Stores what an OTLP export request holds; otherwise as {@link Store.ingest}. Records that are none are left out and
   * counted. Logs and metric points of a request that is sent again byte for byte are counted once.
   * `SEATRIAL_BAD_OTLP` where the bytes are no such request.
   */
  ingestRequest(request: ExportRequest): Promise<RequestResult>;
  releases(query?: ReleasesQuery): Promise<readonly ReleaseRow[]>;
  operations(query?: ListQuery): Promise<readonly OperationRow[]>;
  spans(query?: SpansQuery): Promise<readonly SpanRow[]>;
  /** All spans of a trace by start time; empty where it is not known. The id may be a prefix of 8 digits or more. */
  trace(traceId: string): Promise<readonly SpanRow[]>;
  /** The logs that belong to a trace, by time. */
  traceLogs(traceId: string): Promise<readonly LogRow[]>;
  /** Counts of requests per (arm, route, cohort, phase, time batch). */
  histogram(query: HistogramQuery): Promise<readonly HistogramRow[]>;
  /** What is kept of closed minutes, by time. */
  summaries(query?: TimeRange): Promise<readonly SummaryRow[]>;
  /** Every attribute name that was ever stored on a span or resource, sorted. */
  attributeNames(): Promise<readonly string[]>;
  /** Values of a name as a selector writes it, most frequent first. Default limit 100. */
  attributeValues(name: string, limit?: number): Promise<readonly AttributeValueRow[]>;
  stats(): Promise<StoreStats>;
  /** Sums up closed minutes and removes what retention does not keep; a store does so by itself every ten seconds. */
  maintain(options?: { readonly now?: number }): Promise<Maintained>;
  close(): Promise<void>;
}

/** The asking side of a store: what a process that does not own the file works with. */
export type StoreReader = Omit<
  Store,
  'ingest' | 'ingestRequest' | 'maintain' | 'close' | keyof EvidenceReader | keyof ContrastReader | keyof FunctionReader
>;
