import { setImmediate } from 'node:timers/promises';
import type { ChangesReader } from './changes-reader.ts';
import { toCoverage } from './coverage.ts';
import { gatherLedgers } from './gather-ledgers.ts';
import type { LedgerQuery, LedgerReader } from './gather-ledgers.ts';
import { hasAuthor } from './has-author.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import type { LedgerEvidence } from './evidence.ts';
import { toLedgerSteps } from './to-ledger.ts';

/**
 * The changed functions of releases. With an author: theirs alone, each in the newest release that changed it.
 * Rejects with what the store and the changes' reader reject with.
 */
export async function askLedgers(
  reader: LedgerReader,
  changes: ChangesReader,
  query: LedgerQuery = {},
): Promise<readonly Ledger[]> {
  const ledgers: Ledger[] = [];
  for (const evidence of await gatherLedgers(reader, changes, query)) ledgers.push(await takeTurns(evidence));
  const { author } = query;
  if (author === undefined) return ledgers;
  const seen = new Set<string>();
  return ledgers.flatMap((ledger) => {
    const newest = (row: LedgerRow): boolean => {
      const key = `${ledger.service}\n${ledger.environment}\n${row.id}`;
      return !seen.has(key) && seen.add(key).has(key);
    };
    const own = filterLedger(ledger, (row) => hasAuthor(row, author) && newest(row));
    return own.rows.length === 0 ? [] : own;
  });
}

/** Milliseconds for which others may wait: a ledger of fifty thousand functions takes longer. */
const turnMs = 10;

async function takeTurns(evidence: LedgerEvidence): Promise<Ledger> {
  const steps = toLedgerSteps(evidence);
  let startMs = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() - startMs < turnMs) continue;
    await setImmediate();
    startMs = performance.now();
  }
}

/** Some rows of a ledger, with the coverage of these. */
export function filterLedger(ledger: Ledger, holds: (row: LedgerRow) => boolean): Ledger {
  const rows = ledger.rows.filter(holds);
  return { ...ledger, rows, coverage: toCoverage(rows) };
}
