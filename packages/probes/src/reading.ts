import type { PlannedFunction } from '@seatrial/model';
import type { ErrorCount, Example } from './cell.ts';
import type { CohortAttributes } from './cohort-table.ts';
import type { DurationCounts } from './duration-histogram.ts';

/** What is known of the watched functions by now. All counts are since the start of the process. */
export interface Reading {
  readonly timeMs: number;
  readonly functions: readonly FunctionReading[];
}

export interface FunctionReading {
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

export interface CellReading {
  /** `undefined` for all cohorts beyond the limit. */
  readonly cohort: CohortAttributes | undefined;
  readonly calls: number;
  readonly errors: readonly ErrorCount[];
  readonly durations: DurationCounts | undefined;
  readonly example: Example | undefined;
}
