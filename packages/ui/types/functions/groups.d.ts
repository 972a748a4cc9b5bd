import type { LedgerRow } from '@seatrial/trial';
export declare const groupings: readonly ['status', 'author', 'file'];
export type Grouping = (typeof groupings)[number];
export interface FunctionGroup {
  readonly name: string;
  readonly rows: readonly LedgerRow[];
}
/** Rows under headings, in each what has not run first; a function of two authors is under both. */
export declare function toGroups(rows: readonly LedgerRow[], grouping: Grouping): readonly FunctionGroup[];
