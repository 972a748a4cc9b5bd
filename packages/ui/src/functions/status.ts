import type { LedgerRow, LedgerStatus } from '@seatrial/trial';

/** From what asks most for a look to what asks least. */
export const ledgerStatusOrder: readonly LedgerStatus[] = [
  'not-run',
  'loaded-not-run',
  'not-loaded',
  'unverifiable',
  'ran',
];

const words: Readonly<Record<LedgerStatus, string>> = {
  'not-run': 'not run',
  'loaded-not-run': 'no request yet',
  'not-loaded': 'not loaded',
  unverifiable: 'unverifiable',
  ran: 'ran',
};

/** The word of a row's badge. */
export function toStatusWord({ status, errors }: Pick<LedgerRow, 'status' | 'errors'>): string {
  return errors > 0 ? 'failing' : words[status];
}
