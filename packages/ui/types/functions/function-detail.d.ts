import type { ReactElement } from 'react';
import type { FunctionChange } from '@seatrial/model';
import type { Ledger, LedgerRow } from '@seatrial/trial';
export interface FunctionDetailProps {
  readonly row: LedgerRow;
  readonly ledger: Ledger;
  /** Absent where the changes of the release were not uploaded. */
  readonly change: FunctionChange | undefined;
}
/** One function: why it is where it is, what it did and for whom, and what was changed in it. */
export declare function FunctionDetail({ row, ledger, change }: FunctionDetailProps): ReactElement;
