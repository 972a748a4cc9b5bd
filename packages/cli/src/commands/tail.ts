import { setTimeout as sleep } from 'node:timers/promises';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { SpansQuery, SpanRow, StoreReader } from '@seatrial/store';
import { formatSpanBlock, formatSpanLine } from '../format/span-line.ts';
import { addListingOptions, sayNothing } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import { findServerReader, openReader } from '../reader.ts';
import { checkNames, parseSelection } from '../selection.ts';
import type { Terminal } from '../terminal.ts';
import { parseLimit } from './operations.ts';

interface TailOptions extends ListingOptions {
  readonly limit: number;
  readonly follow?: boolean;
  readonly expand?: boolean;
}

const pollMs = 500;

export function createTailCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('tail'))
    .summary('single events as they were sent, the newest last')
    .description('Spans, whole, newest last. With --follow it goes on with those that arrive, until Ctrl-C.')
    .option('-n, --limit <rows>', 'spans at most, before following', parseLimit, 20)
    .option('-f, --follow', 'go on with what arrives')
    .option('-x, --expand', 'every attribute, resource and event of each span')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial tail -f\n  seatrial tail --where "ring=canary,status=error" --expand\n  seatrial tail --since 15m --where "duration>500" --json',
    )
    .action((options: TailOptions) => tail(options, terminal));
}

async function tail(options: TailOptions, terminal: Terminal): Promise<void> {
  const query = parseSelection(options);
  const { reader, close } = await openReader(options.store);
  try {
    if (options.follow !== true) await checkNames(query.where ?? [], reader);
    const [last] = options.follow === true ? await reader.spans({ limit: 1, order: 'newest' }) : [];
    const newest = (await reader.spans({ ...query, limit: options.limit })).toReversed();
    if (options.json === true && options.follow !== true) terminal.print(JSON.stringify(newest, undefined, 2));
    else show(newest, options, terminal);
    if (options.follow === true) {
      const shown = new Set(newest.map((span) => span.cursor));
      await follow(reader, { ...query, after: last?.cursor ?? 0 }, shown, options, terminal);
    } else if (newest.length === 0) await sayNothing(query, reader, terminal);
  } finally {
    await close();
  }
}

function show(spans: readonly SpanRow[], options: TailOptions, terminal: Terminal): void {
  for (const span of spans) {
    if (options.json === true) terminal.print(JSON.stringify(span));
    else terminal.print(options.expand === true ? formatSpanBlock(span, terminal) : formatSpanLine(span, terminal));
  }
}

async function follow(
  first: StoreReader,
  query: SpansQuery,
  shown: ReadonlySet<number>,
  options: TailOptions,
  terminal: Terminal,
): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  let reader = first;
  let after = query.after ?? 0;
  let lost = false;
  while (!stop.signal.aborted) {
    try {
      const arrived = await reader.spans({ ...query, after, limit: 1000 });
      if (lost) terminal.say('The server answers again.');
      lost = false;
      show(
        arrived.filter((span) => !shown.has(span.cursor)),
        options,
        terminal,
      );
      after = Math.max(after, ...arrived.map((span) => span.cursor));
    } catch (error) {
      if (!(error instanceof SeatrialError) || !gone.has(error.code)) throw error;
      if (!lost) terminal.say('The server is gone. Waiting for it to come back …');
      lost = true;
      // It comes back with another token, and perhaps at another port.
      reader = (await findServerReader()) ?? reader;
    }
    await sleep(pollMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

/** What a server that ended or was started anew answers with. */
const gone: ReadonlySet<string> = new Set(['SEATRIAL_NO_SERVER', 'SEATRIAL_SERVER_REFUSED']);
