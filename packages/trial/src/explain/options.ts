import type { ContrastQuery } from '@seatrial/store';

/** Two groups of rows, and what to leave out of their comparison. */
export interface ExplainOptions extends ContrastQuery {
  /** Names of attributes to leave out, beside those that define the groups. */
  readonly exclude?: readonly string[];
  /** Causes at most. Default 5. */
  readonly limit?: number;
  /** For the bound of each value and for the list of attributes. Default 0.05. */
  readonly alpha?: number;
}
