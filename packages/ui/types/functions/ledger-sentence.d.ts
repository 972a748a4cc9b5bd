import type { Ledger } from '@seatrial/trial';
/** What the ledger comes to: first what has not run. */
export declare function toLedgerSentence({ coverage, rows, processes }: Ledger): {
  readonly title: string;
  readonly detail: string;
};
