import type { PlannedFunction } from '@seatrial/model';
import type { ErrorCount, Example } from './cell.ts';
import type { CohortAttributes } from './cohort-table.ts';
import type { DurationCounts } from './duration-histogram.ts';

/** How many functions are watched, and what is known of them by now. */
export interface ProbesSummary {
  readonly watched: number;
  /** Those whose files were loaded with their probes. */
  readonly loaded: number;
  readonly ran: number;
  /** Those of which this process can tell nothing. */
  readonly unverifiable: number;
}

/** Which functions to read, and how. */
export interface ReadOptions {
  /** The process ends: what still runs is told as it is. Default `false`. */
  readonly isLast?: boolean;
  /** Leave out those of which nothing is new since their last reading. Default `false`. */
  readonly onlyFresh?: boolean;
  /** Places in the plan, from the first to before the last. Default: all. */
  readonly from?: number;
  readonly to?: number;
}

/** What is known of a watched function by now. All counts are since the start of the thread. */
export interface FunctionReading {
  /** Its place in the plan. */
  readonly index: number;
  readonly planned: PlannedFunction;
  /** Its file was loaded with the probe. */
  readonly loaded: boolean;
  /** Every how many calls one is timed. */
  readonly stride: number;
  /** When it was first called, as Unix time; of functions that are merely counted within a second. */
  readonly firstSeenMs: number | undefined;
  /** In words, why nothing can be said of it. */
  readonly unverifiable: string | undefined;
  /** The first is that of no cohort, and always there. */
  readonly cells: readonly CellReading[];
}

/** What is known of a function under one cohort. */
export interface CellReading {
  /** The number that the process has given the cohort; 0 is none. */
  readonly id: number;
  /** `undefined` for all cohorts beyond the limit. */
  readonly cohort: CohortAttributes | undefined;
  readonly calls: number;
  readonly errors: readonly ErrorCount[];
  readonly durations: DurationCounts | undefined;
  readonly example: Example | undefined;
}
