import type { ChangesFile } from '@seatrial/model';
import type { FunctionReleaseRow, FunctionRow, TouchedRow } from '@seatrial/store';

/** A release whose ledger is asked for. */
export interface LedgerRelease {
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
}

/** Everything that a ledger is made from. */
export interface LedgerEvidence {
  readonly release: LedgerRelease;
  /** Null where no process of it reported functions. */
  readonly reported: FunctionReleaseRow | null;
  /** Requests that were seen of it, where no process reported functions. */
  readonly served: number;
  /** Null where its changes were not uploaded: what is known then comes from processes alone. */
  readonly changes: Pick<ChangesFile, 'from' | 'functions' | 'unverifiable'> | null;
  readonly functions: readonly FunctionRow[];
  /** Of the release before; empty where it reported none. */
  readonly baseline: { readonly version: string; readonly functions: readonly FunctionRow[] } | null;
  readonly touched: readonly TouchedRow[];
}
