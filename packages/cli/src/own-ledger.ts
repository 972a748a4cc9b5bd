import { parseSelector } from '@seatrial/model';
import { filterLedger, hasAuthor } from '@seatrial/trial';
import type { Ledger, Verdict } from '@seatrial/trial';
import { openLedgerSource } from './ledger-source.ts';

/** What somebody changed in the release that a verdict is about; undefined where that is not one release, or nothing of theirs. */
export async function findOwnLedger(
  { service, environment, candidate }: Pick<Verdict, 'service' | 'environment' | 'candidate'>,
  author: string | undefined,
  store: string | undefined,
): Promise<Ledger | undefined> {
  const release = toVersion(candidate.selector);
  if (author === undefined || release === undefined) return undefined;
  const source = await openLedgerSource(store);
  const [ledger] = await source
    .ledgers({ service, release, ...(environment !== '' && { environment }) })
    .finally(() => source.close());
  const own = ledger && filterLedger(ledger, (row) => hasAuthor(row, author));
  return own === undefined || own.rows.length === 0 ? undefined : own;
}

/** Whether a function that has not run may still be called. What a reporting process cannot tell stays as it is. */
export function mayStillRun(ledger: Ledger | undefined): boolean {
  if (ledger === undefined) return false;
  return ledger.rows.some(({ status }) => status !== 'ran' && !(status === 'unverifiable' && ledger.processes > 0));
}

function toVersion(selector: string): string | undefined {
  const condition = parseSelector(selector).find(
    ({ subject, operator }) =>
      subject.kind === 'intrinsic' && (subject.name === 'version' || subject.name === 'release') && operator === '=',
  );
  return condition?.values.length === 1 ? condition.values[0] : undefined;
}
