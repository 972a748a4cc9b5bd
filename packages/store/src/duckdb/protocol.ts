import type { ErrorCode } from '@seatrial/model';
import type { EventsMethod } from './events/events-engine.ts';
import type { Maintained, Retention } from '../retention.ts';

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

/** Methods of the engine that are called by name. */
export type Method =
  | 'ingest'
  | 'ingestRequest'
  | 'releases'
  | 'operations'
  | 'spans'
  | 'histogram'
  | 'sightings'
  | 'arms'
  | 'distribution'
  | 'batches'
  | 'pairs'
  | 'errorGroups'
  | 'askFunctions'
  | 'contrast'
  | 'patterns'
  | 'summaries'
  | 'attributeNames'
  | 'attributeValues'
  | EventsMethod
  | 'records'
  | 'writeParquet'
  | 'readParquet'
  | 'readFunctionPoints'
  | 'compact'
  | 'stats'
  | 'maintain'
  | 'close';

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Is told how much of a question is answered, from 0 to 1. */
export type Report = (done: number) => void;

export type Message =
  | { readonly kind: 'open' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'maintained'; readonly report: Maintained };
