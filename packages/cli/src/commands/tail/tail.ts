import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { checkNames } from '@seatrial/store';
import type { SpanRow, StoreReader } from '@seatrial/store';
import { formatSpanBlock, formatSpanLine } from '../../format/span-line.ts';
import { addListingOptions, sayNothing } from '../../listing.ts';
import type { ListingOptions } from '../../listing.ts';
import { openReader } from '../../reader.ts';
import { parseSelection } from '../../selection.ts';
import type { Terminal } from '../../terminal.ts';
import { parseLimit } from '../operations.ts';
import { follow } from './follow.ts';

interface TailOptions extends ListingOptions {
  readonly limit: number;
  readonly rate: number;
  readonly follow?: boolean;
  readonly expand?: boolean;
}

export function createTailCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('tail'))
    .summary('single events as they were sent, the newest last')
    .description('Spans, whole, newest last. With --follow it goes on with those that arrive, until Ctrl-C.')
    .option('-n, --limit <rows>', 'spans at most, before following', parseLimit, 20)
    .option('-f, --follow', 'go on with what arrives')
    .option('-r, --rate <spans>', 'with --follow, spans a second at most; it says how many there are', parseLimit, 200)
    .option('-x, --expand', 'every attribute, resource and event of each span')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial tail -f\n  seatrial tail -f --where "ring=canary,duration>500" --rate 20\n  seatrial tail --where "ring=canary,status=error" --expand\n  seatrial tail --since 15m --where "duration>500" --json',
    )
    .action((options: TailOptions) => tail(options, terminal));
}

async function tail(options: TailOptions, terminal: Terminal): Promise<void> {
  const query = parseSelection(options);
  const { reader, close } = await openReader(options.store);
  try {
    await checkKnown(options, reader, terminal);
    // The end first: what arrives while the newest are read is followed, and not shown twice.
    const { cursor } = options.follow === true ? await reader.follow() : { cursor: 0 };
    const newest = (await reader.spans({ ...query, limit: options.limit })).toReversed();
    if (options.json === true && options.follow !== true) terminal.print(JSON.stringify(newest, undefined, 2));
    else for (const span of newest) terminal.print(formatSpan(span, options, terminal));
    if (options.follow === true)
      await follow(
        { reader, where: query.where ?? [], cursor, shown: newest, rate: options.rate },
        (span) => formatSpan(span, options, terminal),
        // Where objects are read by a program, nothing else comes between them.
        options.json === true ? { ...terminal, live: false } : terminal,
      );
    else if (newest.length === 0) await sayNothing(query, reader, terminal);
  } finally {
    await close();
  }
}

/** A name that no span has is a slip, unless it is waited for. */
async function checkKnown(options: TailOptions, reader: StoreReader, terminal: Terminal): Promise<void> {
  try {
    await checkNames(parseSelection(options).where ?? [], reader);
  } catch (error) {
    if (options.follow !== true || !(error instanceof SeatrialError) || error.code !== 'SEATRIAL_UNKNOWN_NAME')
      throw error;
    terminal.say(`${error.message} Waiting for one that has.`);
  }
}

function formatSpan(span: SpanRow, { json, expand }: TailOptions, terminal: Terminal): string {
  if (json === true) return JSON.stringify(span);
  return expand === true ? formatSpanBlock(span, terminal) : formatSpanLine(span, terminal);
}
