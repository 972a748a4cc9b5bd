import type { ChangeAuthor, FunctionChange } from '@seatrial/model';
import type { FunctionErrors } from '@seatrial/store';

/**
 * Whether a changed function runs in production. `not-run`: its file was loaded and requests came since, and none called it.
 * `loaded-not-run`: loaded, but no request came yet. `not-loaded`: processes report, and none loaded its file.
 * `unverifiable`: nobody can tell, for the reason given. `ran` is never said without a counted call.
 */
export const ledgerStatuses = ['not-run', 'loaded-not-run', 'not-loaded', 'unverifiable', 'ran'] as const;
export type LedgerStatus = (typeof ledgerStatuses)[number];

/** A quantile of durations: the middle of its bucket, and where the true one lies with 95 % confidence at any look. */
export interface LedgerQuantile {
  readonly ms: number;
  readonly lowerMs: number;
  /** Null where there are too few calls for an upper bound. */
  readonly upperMs: number | null;
}

export interface LedgerLatency {
  /** Calls that were timed, each standing for `stride` of them. */
  readonly timed: number;
  readonly p50: LedgerQuantile;
  readonly p95: LedgerQuantile;
  readonly p99: LedgerQuantile;
}

/** Calls of one slice: a cohort, a ring, or a whole release. */
export interface LedgerCalls {
  readonly calls: number;
  /** Calls that ended in an error, thrown here or passed through. */
  readonly errors: number;
  /** errors / calls; null without calls. */
  readonly errorRate: number | null;
  /** Null where no call was timed. */
  readonly latency: LedgerLatency | null;
}

export interface LedgerSlice extends LedgerCalls {
  /** The ring, or the cohort as `cohort.audience=internal,flag.new-checkout=on`; empty for none. */
  readonly name: string;
}

/** The same function in the release before, where that was probed, too. */
export interface LedgerBefore extends LedgerCalls {
  readonly version: string;
}

/** One changed function of a release. */
export interface LedgerRow {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** `function`, `method`, `arrow`, …; empty where the changes of the release were not uploaded. */
  readonly kind: string;
  /** First and last line; null where they are not known. */
  readonly lines: readonly [number, number] | null;
  /** What the release did to it; null where that is not known. */
  readonly change: FunctionChange['change'] | null;
  readonly exported: boolean | null;
  readonly status: LedgerStatus;
  /** Why it is what it is, a sentence. */
  readonly reason: string;
  readonly calls: number;
  readonly errors: number;
  readonly errorRate: number | null;
  readonly latency: LedgerLatency | null;
  /** By type and origin, the most frequent first. */
  readonly errorTypes: readonly FunctionErrors[];
  /** Requests that ran it; null where their spans cannot say: several changed functions have this name, or it is not among those of 32 a request. */
  readonly requests: number | null;
  /** Requests that came to the release since its file was loaded. */
  readonly requestsSince: number;
  /** Routes of those requests, most frequent first. */
  readonly routes: readonly { readonly route: string; readonly requests: number; readonly errors: number }[];
  readonly rings: readonly LedgerSlice[];
  readonly cohorts: readonly LedgerSlice[];
  readonly before: LedgerBefore | null;
  /** Whether p95 lies wholly above or below that of the release before; `unclear` where the intervals overlap, null without one. */
  readonly p95Shift: 'slower' | 'faster' | 'unclear' | null;
  /** Every how many calls one is timed and its cohort noted; 1 is exact. */
  readonly stride: number;
  /** ISO 8601; null where it did not run. */
  readonly firstCall: string | null;
  readonly lastCall: string | null;
  /** A request that called it, and one in which it failed. */
  readonly traceId: string | null;
  readonly errorTraceId: string | null;
  /** Largest share first; empty where nobody is known. */
  readonly authors: readonly ChangeAuthor[];
  readonly unknownShare: number;
  readonly owners: readonly string[];
}

/** How many changed functions have which status, and which have not run. */
export interface LedgerCoverage {
  readonly functions: number;
  readonly ran: number;
  readonly notRun: number;
  readonly loadedNotRun: number;
  readonly notLoaded: number;
  readonly unverifiable: number;
  /** `4 of 7 changed functions have run; not run: applyCoupon, refund; unverifiable: parse.` */
  readonly text: string;
}

/** The changed functions of one release: `GET /api/functions` and `seatrial functions --json` answer with an array of these. */
export interface Ledger {
  readonly schema: 1;
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
  readonly rings: readonly string[];
  /** ISO 8601, the first point that a process of it sent; null where none did. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Processes that reported functions. */
  readonly processes: number;
  /** What it was compared with by `seatrial build --from`; null where its changes were not uploaded. */
  readonly from: { readonly ref: string; readonly commit: string } | null;
  /** The version that `before` is of; null where none was probed. */
  readonly baseline: string | null;
  readonly coverage: LedgerCoverage;
  /** What has not run first, then by file. */
  readonly rows: readonly LedgerRow[];
  /** Names and files of what the release deleted, or moved without a change: nothing of it has to run. */
  readonly deleted: readonly { readonly name: string; readonly file: string }[];
  readonly moved: readonly { readonly name: string; readonly file: string }[];
  /** Files whose code outside of functions changed; it runs when the file is loaded. */
  readonly modules: readonly string[];
}
