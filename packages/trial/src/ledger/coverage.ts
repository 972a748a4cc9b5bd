import type { LedgerCoverage, LedgerRow, LedgerStatus } from './ledger.ts';

const mostNames = 5;

const words: readonly (readonly [LedgerStatus, string])[] = [
  ['not-run', 'not run'],
  ['loaded-not-run', 'loaded, not run'],
  ['not-loaded', 'not loaded'],
  ['unverifiable', 'unverifiable'],
];

/** How many changed functions have run, and which have not. */
export function toCoverage(rows: readonly Pick<LedgerRow, 'name' | 'status'>[]): LedgerCoverage {
  const of = (status: LedgerStatus): readonly string[] =>
    rows.filter((row) => row.status === status).map(({ name }) => name);
  const ran = of('ran').length;
  const lists = words.flatMap(([status, word]) => {
    const names = of(status);
    return names.length === 0 ? [] : `${word}: ${formatNames(names)}`;
  });
  return {
    functions: rows.length,
    ran,
    notRun: of('not-run').length,
    loadedNotRun: of('loaded-not-run').length,
    notLoaded: of('not-loaded').length,
    unverifiable: of('unverifiable').length,
    text: `${[toCount(ran, rows.length), ...lists].join('; ')}.`,
  };
}

function toCount(ran: number, all: number): string {
  if (all === 0) return 'No function was changed';
  if (all === 1) return ran === 1 ? 'The changed function has run' : 'The changed function has not run';
  return `${ran} of ${all} changed functions ${ran === 1 ? 'has' : 'have'} run`;
}

function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}
