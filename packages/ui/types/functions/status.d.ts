import type { LedgerRow, LedgerStatus } from '@seatrial/trial';
/** From what asks most for a look to what asks least. */
export declare const ledgerStatusOrder: readonly LedgerStatus[];
/** The word of a row's badge. */
export declare function toStatusWord({ status, errors }: Pick<LedgerRow, 'status' | 'errors'>): string;
