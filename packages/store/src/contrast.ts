import type { Selector } from '@seatrial/model';
import type { TimeRange } from './time-range.ts';

// What an explanation asks a store: in how many rows of two groups each value of each attribute is.

/** Some of the rows: those that match, within a time of their own, and with a duration of their own. */
export interface RowGroup extends TimeRange {
  /** Default: everything. */
  readonly where?: Selector;
  /** Only those that took longer than this share of their own service and route does, such as 0.95. */
  readonly slowerThanShare?: number;
}

/** Two groups of rows. A row that both match is in the first. */
export interface ContrastQuery extends TimeRange {
  /** What rows of either group match. Default: everything. */
  readonly where?: Selector;
  /** The rows in question. */
  readonly group: RowGroup;
  /** What they are compared with. Default: all rows that are not in the group. */
  readonly against?: RowGroup;
  /**
   * Default `request`: of each (trace, service, route) the first entry span, mirrored and unfinished ones left out.
   * `span`: every span.
   */
  readonly unit?: 'request' | 'span';
  /** Only rows with all of these values. Default: all. */
  readonly having?: readonly Predicate[];
  /** Also what other spans of the same trace have. Default false. */
  readonly wholeTrace?: boolean;
  /**
   * About so many rows of each group, picked at random from a few stretches of the store but always the same ones, for a quick
   * answer. Default: all rows.
   */
  readonly sample?: number;
}

/**
 * Where a value was found. `field`: what every span has (service, version, route, name, kind, duration, …). `attribute`:
 * the span, else its resource. `event`: an event of the span. `trace`: another span of its trace.
 */
export const places = ['field', 'attribute', 'event', 'trace'] as const;
export type Place = (typeof places)[number];

/**
 * A value, as text; null where a row lacks the attribute; or numbers above the one bound and below the other, null for open.
 * Bounds lie between numbers that there are, so that none is on them.
 */
export type ContrastValue =
  | { readonly text: string | null }
  | { readonly above: number | null; readonly below: number | null };

export interface ContrastValueRow {
  readonly value: ContrastValue;
  readonly group: number;
  readonly against: number;
}

export interface ContrastAttribute {
  readonly place: Place;
  /** Of a field as selectors have it (`version`), else as it is on the wire (`feature_flags.new-checkout`). */
  readonly name: string;
  /** Different values, the lack of one and the bins of numbers included. */
  readonly distinct: number;
  /**
   * Those that stand out most in the group, 100 at most. Many numbers are also in bins: tenths of the rows that the group is
   * compared with, and all below or above each of their bounds.
   */
  readonly values: readonly ContrastValueRow[];
}

export interface ContrastSize {
  /** Rows that were compared. */
  readonly group: number;
  readonly against: number;
  /** Rows that there are; more than were compared where a sample was asked for, and then estimated. */
  readonly groupTotal: number;
  readonly againstTotal: number;
  /** Traces that the compared rows are of: rows of one trace tend to end alike, and are not as much evidence as others. */
  readonly groupTraces: number;
  readonly againstTraces: number;
  /** How many each row stands for where traces are sampled, the least and the most; both 1 where there is no row. */
  readonly leastWeight: number;
  readonly mostWeight: number;
}

export interface Contrast extends ContrastSize {
  readonly attributes: readonly ContrastAttribute[];
}

/** A value of an attribute that a row has or has not. */
export interface Predicate {
  readonly place: Place;
  readonly name: string;
  readonly value: ContrastValue;
}

export interface PatternQuery extends ContrastQuery {
  /** 64 at most. */
  readonly predicates: readonly Predicate[];
}

export interface Patterns {
  /** How many of the predicates, the first ones, were used: fewer where rows fall together in too many ways. */
  readonly used: number;
  readonly rows: readonly PatternRow[];
}

/** Rows that have the same ones of some predicates. */
export interface PatternRow {
  /** Indexes of the predicates that they have, rising. */
  readonly has: readonly number[];
  readonly group: number;
  readonly against: number;
  /** One of the traces of the group's rows; the empty string where there is none. */
  readonly traceId: string;
}

/** The side of a store that an explanation is made from. */
export interface ContrastReader {
  /** Counts of every value of every attribute, over all rows unless a sample is asked for. */
  contrast(query: ContrastQuery, onProgress?: (done: number) => void): Promise<Contrast>;
  /** How rows of both groups fall together by some values. */
  patterns(query: PatternQuery): Promise<Patterns>;
}
