import type { ErrorCode } from '@seatrial/model';
import type { Maintained, Removed, Retention } from '../retention.ts';
import type { StoreStats } from '../store.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { WriteCounts } from './writer.ts';

// What the store's thread and the thread that owns it say to each other.

export interface EngineOptions {
  readonly path: string;
  readonly memoryLimit: string;
  readonly threads?: number;
  readonly readOnly: boolean;
  readonly retention: Required<Retention>;
  /** Bytes that stay free on the disk. */
  readonly reserveBytes: number;
  readonly maintenanceMs: number;
}

/** What the encoder has to know of the file. */
export interface Snapshot {
  readonly columns: readonly string[];
  readonly names: readonly (readonly [string, { readonly onSpans: boolean; readonly onResources: boolean }])[];
  readonly resources: readonly (readonly [string, number])[];
  /** Rises when the file is opened anew: a batch that was encoded before is refused. */
  readonly epoch: number;
}

/** The engine's part of the statistics. */
export type EngineStats = Omit<StoreStats, 'activity'> & { readonly removed: Removed };

export interface WriteRequest {
  readonly epoch: number;
  readonly batch: EncodedBatch;
  readonly historic: boolean;
}

/** Methods of the engine that are called by name. */
export type Method =
  | 'releases'
  | 'operations'
  | 'spans'
  | 'trace'
  | 'traceLogs'
  | 'histogram'
  | 'sightings'
  | 'arms'
  | 'distribution'
  | 'batches'
  | 'pairs'
  | 'errorGroups'
  | 'summaries'
  | 'attributeNames'
  | 'attributeValues'
  | 'records'
  | 'writeParquet'
  | 'readParquet'
  | 'compact'
  | 'stats'
  | 'maintain'
  | 'close';

export type Request =
  | { readonly id: number; readonly kind: 'write'; readonly request: WriteRequest }
  | { readonly id: number; readonly kind: 'call'; readonly method: Method; readonly args: readonly unknown[] };

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Message =
  | { readonly kind: 'open'; readonly snapshot: Snapshot }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'maintained'; readonly report: Maintained };

export type Written = WriteCounts;
