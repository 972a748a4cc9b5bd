import type { SliceQuery } from './store.ts';
import type { SpanRow } from './rows.ts';

/**
 * What is counted: single spans, or requests as `releases` counts them (the first attempt per trace, service and route;
 * mirrored and unfinished ones are left out).
 */
export type Counted = 'spans' | 'requests';

export interface FollowQuery extends Pick<SliceQuery, 'where'> {
  /** Only what was stored after this cursor. Default: nothing yet, to learn where the end is. */
  readonly after?: number;
  /** Spans at most. Default 100. */
  readonly limit?: number;
}

/** What arrived after a cursor. */
export interface Arrivals {
  /** The newest of those that match, in the order of arrival. */
  readonly spans: readonly SpanRow[];
  /** How many match; more than `spans` where the limit cut. */
  readonly matched: number;
  /** Where to go on. */
  readonly cursor: number;
}

export interface HeatmapQuery extends SliceQuery {
  /** Default `spans`. */
  readonly of?: Counted;
  /** A name as a selector writes it: an arm for each of its eight most frequent values. Default: one arm for all. */
  readonly by?: string;
  /** Columns of time at most, 2 to 400. Default 60. */
  readonly columns?: number;
  /** Rows of duration at most, 2 to 200. Default 40. */
  readonly rows?: number;
}

/** Counts by time and duration. Where traces are sampled, the restored ones. */
export interface Heatmap {
  readonly of: Counted;
  /** ISO 8601, the start of the first column and the end of the last one; both empty where nothing matches. */
  readonly from: string;
  readonly to: string;
  readonly columnMs: number;
  /** Rising, one more than rows: row i holds what is above edge i and at or below edge i + 1. Equal factors, nearly. */
  readonly edgesMs: readonly number[];
  /** Most frequent first. */
  readonly arms: readonly HeatmapArm[];
  /** Values of `by` beyond the arms. */
  readonly otherArms: number;
}

export interface HeatmapArm {
  /** The value of `by`; empty for events without one, and where no split was asked for. */
  readonly arm: string;
  readonly events: number;
  readonly errors: number;
  /** Those that hold something, by column and row. */
  readonly cells: readonly HeatmapCell[];
}

export type HeatmapCell = readonly [column: number, row: number, events: number, errors: number];

export const groupOrders = ['events', 'errors', 'errorRate', 'p95', 'lastSeen'] as const;
export type GroupOrder = (typeof groupOrders)[number];

export interface GroupsQuery extends SliceQuery {
  /** Names as a selector writes them, at most five. */
  readonly by: readonly string[];
  /** Default `spans`. */
  readonly of?: Counted;
  /** The largest come first. Default `events`. */
  readonly order?: GroupOrder;
  /** Rows at most. Default 100. */
  readonly limit?: number;
}

export interface Groups {
  readonly of: Counted;
  readonly by: readonly string[];
  /** All of them; more than `rows` where the limit cut. */
  readonly groups: number;
  readonly events: number;
  readonly errors: number;
  readonly rows: readonly GroupRow[];
}

export interface GroupRow {
  /** One for each name of `by`; `null` where events do not have it. */
  readonly values: readonly (string | null)[];
  /** Where traces are sampled, the restored count. */
  readonly events: number;
  readonly errors: number;
  readonly errorRate: number;
  /** `null` where events of different weights are mixed. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The trace of the slowest, failing ones first. */
  readonly traceId: string;
}

export interface KnownValuesQuery {
  /** As a selector writes it. */
  readonly name: string;
  /** Values begin with it, upper and lower case alike. Default: all. */
  readonly prefix?: string;
  /** Default 100. */
  readonly limit?: number;
}

/** The single events of a store, and what they have in common. */
export interface EventsReader {
  follow(query?: FollowQuery): Promise<Arrivals>;
  heatmap(query?: HeatmapQuery): Promise<Heatmap>;
  groups(query: GroupsQuery): Promise<Groups>;
  /**
   * Values that a name has had lately, from a dictionary that is kept beside the spans: for completion, at once whatever
   * the size of the store. Most frequent first, and not every rare one.
   */
  knownValues(query: KnownValuesQuery): Promise<readonly string[]>;
}
