import { createCommand, Option } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { filterLedger, hasAuthor } from '@seatrial/trial';
import type { Ledger, LedgerQuery } from '@seatrial/trial';
import { formatLedger, groupings } from '../format/ledger.ts';
import type { Grouping } from '../format/ledger.ts';
import { needGitAuthor } from '../git-author.ts';
import { openLedgerSource } from '../ledger-source.ts';
import type { Terminal } from '../terminal.ts';
import { parseTimeRange } from '../time-range.ts';

interface FunctionsOptions {
  readonly service?: string;
  readonly release?: string;
  readonly environment?: string;
  readonly mine?: boolean;
  readonly author?: string;
  readonly notRun?: boolean;
  readonly by?: Grouping;
  readonly since?: string;
  readonly until?: string;
  readonly store?: string;
  readonly json?: boolean;
}

const help = `
Examples:
  seatrial functions --service checkout                    what its newest release changed, and whether that runs
  seatrial functions --service checkout --release 1.4.2 --not-run
  seatrial functions --mine                                only what I changed (git config user.email)
  seatrial functions --by owner                            by CODEOWNERS

A function "ran" where a call of it was counted; "not run" where requests came since its file was loaded and none called
it; "unverifiable" where nobody can tell, and it says why. What was changed comes from: seatrial build --from REF --upload`;

export function createFunctionsCommand(terminal: Terminal): Command {
  return createCommand('functions')
    .summary('the functions that a release changed: did they run, for whom, how did it go?')
    .description(
      'One row for each function that the newest release of each service changed; what has not run comes first.',
    )
    .option('--service <name>', 'only this service')
    .option('--release <version>', 'this release instead of the newest one')
    .option('--environment <name>', 'only there')
    .option('--mine', 'only what I changed, by git config user.email')
    .option('--author <e-mail>', 'only what they changed, by e-mail address or name')
    .option('--not-run', 'only what has not run')
    .addOption(new Option('--by <what>', 'a table for each').choices(groupings))
    .option('--since <time>', 'calls not before: 15m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'calls before: as --since')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'the whole ledgers, an array')
    .addHelpText('after', help)
    .action((options: FunctionsOptions) => showFunctions(options, terminal));
}

async function showFunctions(options: FunctionsOptions, terminal: Terminal): Promise<void> {
  const { mine, author: named, service, release, environment } = options;
  if (mine === true && named !== undefined)
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', '--mine and --author name two people. Give one of them.');
  const author = mine === true ? await needGitAuthor(process.cwd()) : named;
  const query: LedgerQuery = {
    ...parseTimeRange(options.since, options.until),
    ...(service !== undefined && { service }),
    ...(release !== undefined && { release }),
    ...(environment !== undefined && { environment }),
  };
  const source = await openLedgerSource(options.store);
  const all = await source.ledgers(query).finally(() => source.close());
  // How much has run is said of everything that somebody changed, whatever of it is listed.
  const own = all.map((ledger) => filterLedger(ledger, (row) => author === undefined || hasAuthor(row, author)));
  const shown = own
    .map((ledger) => ({
      ...ledger,
      rows: ledger.rows.filter(({ status }) => options.notRun !== true || status !== 'ran'),
    }))
    .filter(({ rows }) => rows.length > 0);
  if (options.json === true) terminal.print(JSON.stringify(shown, undefined, 2));
  else if (shown.length > 0)
    terminal.print(shown.map((ledger) => formatLedger(ledger, terminal, options.by)).join('\n\n'));
  if (shown.length === 0) terminal.say(explainNothing(all, options, author));
}

/** Why there is no row, and what to do. */
function explainNothing(
  all: readonly Ledger[],
  { service, release }: Pick<FunctionsOptions, 'service' | 'release'>,
  author: string | undefined,
): string {
  const rows = all.flatMap((ledger) => ledger.rows);
  const [first] = all;
  if (rows.length === 0 && first !== undefined) return `${first.service} ${first.version} changed no function.`;
  if (rows.length === 0) {
    const of = [service, release].filter((part) => part !== undefined).join(' ');
    return `Nothing is known of functions${of === '' ? '' : ` of ${of}`}. In CI: npx seatrial build --from REF --upload, and ship seatrial.release.json with the build.`;
  }
  const own = author === undefined ? rows : rows.filter((row) => hasAuthor(row, author));
  if (own.length > 0) return `All ${own.length} have run.`;
  const names = [...new Set(rows.flatMap(({ authors }) => authors.map(({ email }) => email)))].toSorted();
  const seen =
    names.length === 0
      ? 'Their authors are not known: in CI, npx seatrial build --from REF --upload tells them.'
      : `Changed by: ${names.slice(0, 8).join(', ')}.`;
  return `${author} changed none of these ${rows.length} functions. ${seen}`;
}
