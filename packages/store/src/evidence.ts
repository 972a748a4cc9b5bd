import type { Phase, Selector } from '@seatrial/model';
import type { TimeRange } from './time-range.ts';

// What a comparison of two releases asks a store: counts, by the batch in which a request is counted.

export type Arm = 'candidate' | 'baseline';

/** Two sets of a service's requests. A request that both selectors match is the candidate's. */
export interface ComparisonQuery {
  readonly service: string;
  /** What requests of either arm have to match. Default: everything. */
  readonly where?: Selector;
  readonly candidate: Selector;
  readonly baseline: Selector;
  /** Whole minutes, half-open, in milliseconds since the Unix epoch: those in which requests are counted. Absent ends are open. */
  readonly from?: number;
  readonly to?: number;
  /** Length of a batch: a divisor or a multiple of 60. A late request is in the first batch of the minute that counts it. Default 60. */
  readonly batchSeconds?: number;
  /** Age of a process under which its requests are warm-up, in milliseconds. Default: `limits.warmUpMs`. */
  readonly warmUpMs?: number;
  /**
   * Default `request`: of each (trace, service, route, mirrored or not) what was not counted within ten minutes of an
   * earlier one, so that what comes late moves nothing that was counted before. `subject`: of each (subject, route) the
   * first; requests without one are left out.
   */
  readonly unit?: 'request' | 'subject';
}

export interface SightingQuery extends TimeRange {
  readonly service: string;
  /** A name as a selector writes it (`flag.new-checkout`): a row for each of its values. */
  readonly by?: string;
}

/** Where and when a release of a service was seen to serve, by its entry spans, retries included. */
export interface SightingRow {
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly environment: string;
  readonly ring: string;
  /** The value asked for; empty for requests without one, and where none is asked for. */
  readonly value: string;
  /** Milliseconds since the Unix epoch: start of its first and last request. */
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  /** How many of them are mirrored. */
  readonly shadow: number;
}

/** Where an arm begins and ends. */
export interface ArmRow {
  readonly arm: Arm;
  /** Milliseconds since the Unix epoch: start of the first and last batch with a request that is judged or warm-up. */
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  /** Requests with the hash of a subject, where that is the unit; else 0. */
  readonly withSubject: number;
  /** Mirrored ones, which are in no other figure of the row. */
  readonly shadow: number;
}

export interface DistributionQuery extends ComparisonQuery {
  /** Start of the batch in which the comparison begins, milliseconds since the Unix epoch. */
  readonly start: number;
  /** Steady baseline requests of a route after which its thresholds can be frozen. */
  readonly calibration: number;
}

/**
 * Requests of an arm, route and phase by duration. `before` the comparison, `calibration`: in it, but used up to freeze
 * the route's thresholds (baseline), or at the same time (candidate); `judged`: the rest.
 */
export interface DistributionRow {
  readonly arm: Arm;
  readonly route: string;
  readonly phase: Phase;
  readonly period: 'before' | 'calibration' | 'judged';
  /** Start of the last batch that freezes the route's thresholds; null where there are too few requests to do so. */
  readonly frozenAt: number | null;
  readonly requests: number;
  readonly errors: number;
  /** Buckets of `toFineBucket` with their counts, rising; others are empty. */
  readonly buckets: readonly (readonly [number, number])[];
}

export interface BatchQuery extends ComparisonQuery {
  /** Cohort names (`seatrial.cohort.<name>`) that divide the requests as routes do. */
  readonly cohorts?: readonly string[];
  /** Durations in nanoseconds for routes: how many requests are above each. A route that is not here has none. */
  readonly edges?: readonly { readonly route: string; readonly nano: readonly number[] }[];
}

/** Steady requests of an arm, route and cohort in one batch. */
export interface BatchRow {
  /** Milliseconds since the Unix epoch, its start. */
  readonly batch: number;
  readonly arm: Arm;
  readonly route: string;
  /** The cohorts' values, joined by commas; empty where none is asked for. */
  readonly cohort: string;
  readonly requests: number;
  readonly errors: number;
  /** How many requests each stands for where traces are sampled, the least and the most. */
  readonly leastWeight: number;
  readonly mostWeight: number;
  /** Requests above each of the route's edges. */
  readonly above: readonly number[];
}

export interface PairQuery extends ComparisonQuery {
  /** How much longer is slower: a factor above 1. */
  readonly slowerFactor: number;
}

/** Mirrored requests (the candidate) and their originals, of one route and batch: that of the later of the two. */
export interface PairRow {
  readonly batch: number;
  readonly route: string;
  readonly pairs: number;
  readonly candidateErrors: number;
  readonly baselineErrors: number;
  /** Only the mirrored one fails, or only the original. */
  readonly candidateOnly: number;
  readonly baselineOnly: number;
  /** The mirrored one takes more than the factor longer, or the original does. */
  readonly candidateSlower: number;
  readonly baselineSlower: number;
}

/** Failing spans that look alike; those of young processes, mirrored and unfinished ones are left out. */
export interface ErrorGroupRow {
  /** Of the request; empty for failing spans inside of one. */
  readonly route: string;
  readonly type: string;
  readonly message: string;
  /** The exception's stack as it was recorded; empty where there is none. */
  readonly stack: string;
  /** Traces. */
  readonly candidate: number;
  readonly baseline: number;
  /** One of the candidate's traces, else of the baseline's: the first by id. */
  readonly traceId: string;
}

/** The side of a store that a verdict is made from. */
export interface EvidenceReader {
  sightings(query: SightingQuery): Promise<readonly SightingRow[]>;
  arms(query: ComparisonQuery): Promise<readonly ArmRow[]>;
  distribution(query: DistributionQuery): Promise<readonly DistributionRow[]>;
  batches(query: BatchQuery): Promise<readonly BatchRow[]>;
  pairs(query: PairQuery): Promise<readonly PairRow[]>;
  /** The most frequent first, 1,000 at most. */
  errorGroups(query: ComparisonQuery): Promise<readonly ErrorGroupRow[]>;
}
