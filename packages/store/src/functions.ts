import type { TimeRange } from './time-range.ts';

// What processes told of the functions that they watch (`functionMetrics` of the model).

/** Which functions. Counts are of calls within the range; what a process is able to tell at all is asked without it. */
export interface FunctionQuery extends TimeRange {
  readonly service?: string;
  /** A version, or its part before `-g<commit>`. */
  readonly version?: string;
  readonly environment?: string;
}

/** A release of which processes reported functions. The empty string stands for what is unknown. */
export interface FunctionReleaseRow {
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
  readonly rings: readonly string[];
  /** ISO 8601: when the first counter began, and the last point. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Processes (resources) that reported. */
  readonly processes: number;
}

/** Errors in which calls ended. `passed` means that a watched function further down had it first. */
export interface FunctionErrors {
  readonly type: string;
  readonly origin: 'thrown' | 'passed';
  readonly count: number;
}

/**
 * Durations in seconds, in the buckets of OpenTelemetry's exponential histogram: bucket `index` holds what is above
 * base^index and at or below base^(index + 1), with base = 2^(2^−scale).
 */
export interface FunctionDurations {
  readonly scale: number;
  readonly zeroCount: number;
  /** Rising; others are empty. */
  readonly buckets: readonly (readonly [index: number, count: number])[];
}

/** Calls of a function on behalf of one cohort. */
export interface FunctionCohort {
  /** Flags and cohorts of the request: `cohort.audience=internal,flag.new-checkout=on`; empty for none, `(others)` beyond the limit. */
  readonly cohort: string;
  readonly calls: number;
  readonly errors: readonly FunctionErrors[];
  /** Null where calls are counted and not timed. */
  readonly durations: FunctionDurations | null;
  /** ISO 8601; empty where it was not called. By the example where there is one, else by the point that first counted it. */
  readonly firstCall: string;
  readonly lastCall: string;
  /** 32 hexadecimal digits of a request that called it; empty where none is known. */
  readonly traceId: string;
  /** The same for one in which it failed. */
  readonly errorTraceId: string;
}

/** What is known of a watched function in a release and ring. */
export interface FunctionRow {
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
  readonly ring: string;
  /** `seatrial.function.id`. */
  readonly id: string;
  readonly name: string;
  readonly file: string;
  /** Whether the release changed it. */
  readonly changed: boolean;
  /** Processes that told of it, those that loaded its file, and those that cannot tell. */
  readonly processes: number;
  readonly loaded: number;
  readonly unverifiable: number;
  /** Why they cannot tell, the most frequent reason; empty where all can. */
  readonly reason: string;
  /** ISO 8601, when a process first said that its file is loaded; empty where none did. */
  readonly loadedAt: string;
  /** Requests that came to the release in this ring since then, within the range, and ended before the last point. */
  readonly requestsSince: number;
  /** Every how many calls one was timed and its cohort noted, the largest; 1 is exact. */
  readonly stride: number;
  /** Most calls first. */
  readonly cohorts: readonly FunctionCohort[];
}

/** Requests that ran a changed function, by their route (`seatrial.functions.touched`). */
export interface TouchedRow {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly ring: string;
  /** As the span has it: the function's name. */
  readonly function: string;
  readonly route: string;
  /** Where traces are sampled, the restored count, as in all listings. */
  readonly requests: number;
  readonly errors: number;
}

/** The side of a store that the ledger of changed functions is made from. */
export interface FunctionReader {
  /** Newest first by `firstSeen`. */
  functionReleases(query?: FunctionQuery): Promise<readonly FunctionReleaseRow[]>;
  /** By service, version, file, name and ring. */
  functions(query: FunctionQuery): Promise<readonly FunctionRow[]>;
  touched(query: FunctionQuery): Promise<readonly TouchedRow[]>;
}
