import { Option } from 'commander';
import type { Command } from 'commander';
import { checkNames, explainNothing } from '@seatrial/store';
import type { SliceQuery, StoreReader } from '@seatrial/store';
import { formatTable } from './format/table.ts';
import type { Column } from './format/table.ts';
import { openReader } from './reader.ts';
import { parseSelection } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import type { Terminal } from './terminal.ts';

export interface ListingOptions extends SelectionOptions {
  readonly store?: string;
  readonly json?: boolean;
}

/** Adds the options that every listing has. */
export function addListingOptions(command: Command): Command {
  return command
    .addOption(new Option('-w, --where <selector>', 'which spans: release=1.4.2,ring=canary,duration>500'))
    .option('--service <name>', 'short for --where service=NAME')
    .option('--since <time>', 'not before: 15m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'before: as --since')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'JSON with all fields, for programs');
}

/** Asks, and shows rows as a table or JSON; where there are none, says why and what to do. */
export async function showListing<T>(
  options: ListingOptions,
  terminal: Terminal,
  ask: (reader: StoreReader, query: SliceQuery) => Promise<readonly T[]>,
  columns: readonly Column<T>[],
): Promise<void> {
  const query = parseSelection(options);
  const { reader, close } = await openReader(options.store);
  try {
    await checkNames(query.where ?? [], reader);
    const rows = await ask(reader, query);
    if (options.json === true) terminal.print(JSON.stringify(rows, undefined, 2));
    else if (rows.length > 0) terminal.print(formatTable(rows, columns, terminal));
    if (rows.length === 0) await sayNothing(query, reader, terminal);
  } finally {
    await close();
  }
}

export async function sayNothing(query: SliceQuery, reader: StoreReader, terminal: Terminal): Promise<void> {
  const { spans } = await reader.stats();
  if (spans === 0) {
    terminal.say('Nothing has been received yet. Run a service with "npx seatrial run -- node app.js".');
    return;
  }
  const reasons = await explainNothing(query.where ?? [], reader);
  terminal.say(['Nothing matches.', ...reasons].join(' '));
}
