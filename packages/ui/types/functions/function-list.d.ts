import type { ReactElement } from 'react';
import type { LedgerRow } from '@seatrial/trial';
import type { FunctionGroup } from './groups.ts';
export interface FunctionListProps {
  readonly groups: readonly FunctionGroup[];
  /** Id of the one that is looked at. */
  readonly chosen: string | undefined;
  readonly onChoose: (row: LedgerRow) => void;
}
/** Changed functions with what they did. */
export declare function FunctionList({ groups, chosen, onChoose }: FunctionListProps): ReactElement;
