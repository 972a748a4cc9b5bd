import type { MetricPoint, SpanRecord } from '@seatrial/model';
import type { SliceQuery, Store } from '../store.ts';
import type { TimeRange } from '../time-range.ts';

export interface StoredSpan {
  /** Its place in the order of arrival; in a Parquet file, the number of its row. */
  readonly cursor: number;
  readonly span: SpanRecord;
}

export interface ParquetOutcome {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
}

export interface CompactOutcome {
  /** Bytes of the file. */
  readonly before: number;
  readonly after: number;
}

/** A store in a file of this machine: what can be done beside asking it. */
export interface FileStore extends Store {
  /** Spans as they were received, in the order of arrival, `limit` after a cursor (0: from the first). */
  records(query: SliceQuery, after: number, limit: number): Promise<readonly StoredSpan[]>;
  /**
   * Writes Parquet files (zstd) into a folder: `spans/hour=…/release=…/*.parquet`, `logs.parquet`, `metrics.parquet`,
   * `functions.parquet`.
   * @throws SeatrialError `SEATRIAL_STORE_UNUSABLE` where the folder cannot be written.
   */
  writeParquet(folder: string, range?: TimeRange): Promise<ParquetOutcome>;
  /** Spans of a folder that {@link FileStore.writeParquet} wrote, or of one of its files: `limit` rows after one. */
  readParquet(path: string, after: number, limit: number): Promise<readonly StoredSpan[]>;
  /** Metric points of watched functions in such a folder: `limit` rows after one; none where it has no such file. */
  readFunctionPoints(folder: string, after: number, limit: number): Promise<readonly MetricPoint[]>;
  /** Writes the file anew, so that it has no room for what was removed. Needs as much room on the disk again. */
  compact(): Promise<CompactOutcome>;
}
