import { createCommand } from 'commander';
import type { Command } from 'commander';
import { formatHabits } from '../format/habits.ts';
import { formatLedger } from '../format/ledger.ts';
import { needGitAuthor } from '../git-author.ts';
import { openLedgerSource } from '../ledger-source.ts';
import type { LedgerSource } from '../ledger-source.ts';
import type { Terminal } from '../terminal.ts';
import { parseTime } from '../time-range.ts';

interface MineOptions {
  readonly author?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly since?: string;
  readonly store?: string;
  readonly json?: boolean;
}

const help = `
Examples:
  seatrial mine                  what I changed, in every service, each function in its newest release
  seatrial mine --since 24h      my functions and their routes in that time, beside their own last seven days
  seatrial mine --author ada@example.com --json

Look before something breaks, and you know what normal looks like.`;

export function createMineCommand(terminal: Terminal): Command {
  return createCommand('mine')
    .summary('my commits in production, across services')
    .description('The functions that I changed, by git config user.email: whether they ran, for whom, and how it went.')
    .option('--author <e-mail>', 'somebody else, by e-mail address or name')
    .option('--service <name>', 'only this service')
    .option('--environment <name>', 'only there')
    .option('--since <time>', 'beside their own last seven days: 1h, 24h, or ISO 8601')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'an array: the ledgers, or with --since a row for each route and function')
    .addHelpText('after', help)
    .action((options: MineOptions) => showMine(options, terminal));
}

async function showMine(options: MineOptions, terminal: Terminal): Promise<void> {
  const author = options.author ?? (await needGitAuthor(process.cwd()));
  const source = await openLedgerSource(options.store);
  try {
    await (options.since === undefined
      ? showLedgers(source, author, options, terminal)
      : showHabits(source, { ...options, author, since: options.since }, terminal));
  } finally {
    await source.close();
  }
}

async function showLedgers(
  source: LedgerSource,
  author: string,
  { json, ...options }: MineOptions,
  terminal: Terminal,
): Promise<void> {
  const ledgers = await source.ledgers({ ...toScope(options), author });
  if (json === true) terminal.print(JSON.stringify(ledgers, undefined, 2));
  else if (ledgers.length > 0) terminal.print(ledgers.map((ledger) => formatLedger(ledger, terminal)).join('\n\n'));
  if (ledgers.length === 0) terminal.say(toNothing(author));
}

async function showHabits(
  source: LedgerSource,
  { author, since, json, ...options }: MineOptions & { readonly author: string; readonly since: string },
  terminal: Terminal,
): Promise<void> {
  const habits = await source.habits({ ...toScope(options), author, from: parseTime(since), to: Date.now() });
  if (json === true) terminal.print(JSON.stringify(habits, undefined, 2));
  else if (habits.length > 0) terminal.print(formatHabits(habits, terminal));
  if (habits.length === 0) terminal.say(toNothing(author));
}

function toScope({ service, environment }: MineOptions): { readonly service?: string; readonly environment?: string } {
  return { ...(service !== undefined && { service }), ...(environment !== undefined && { environment }) };
}

function toNothing(author: string): string {
  return `No release that is known holds a change of ${author}. In CI: npx seatrial build --from REF --upload; "seatrial functions" shows what others changed.`;
}
