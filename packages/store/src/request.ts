import type { Encoding, Signal } from '@seatrial/otlp';
import type { IngestResult } from './store.ts';

/** An OTLP export request as it came. A store may take over the memory: the bytes are not to be used after it was given. */
export interface ExportRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  /** The same bytes compressed, where they came so: a store may keep these, and is spared to compress. */
  readonly gzip?: Uint8Array;
}

/** What became of an {@link ExportRequest}. */
export interface RequestResult {
  readonly stored: IngestResult;
  /** Records that were left out, and why; zero and the empty string where none was. */
  readonly rejected: number;
  readonly reason: string;
  /** Releases of which these are the first spans since the store was opened. */
  readonly firstSeen: readonly SeenRelease[];
}

/** The empty string stands for what is unknown. */
export interface SeenRelease {
  readonly service: string;
  readonly version: string;
  readonly ring: string;
}
