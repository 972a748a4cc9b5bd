import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { StoreReader } from '@seatrial/store';
import { formatWaterfall } from '../format/waterfall.ts';
import { addListingOptions } from '../listing.ts';
import type { ListingOptions } from '../listing.ts';
import { openReader } from '../reader.ts';
import { checkNames, explainNothing, parseSelection } from '../selection.ts';
import type { Terminal } from '../terminal.ts';

interface TraceOptions extends ListingOptions {
  readonly slowest?: boolean;
  readonly all?: boolean;
}

const mostSpans = 500;

export function createTraceCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('trace'))
    .summary('one trace as a waterfall')
    .description('A trace by its id (eight digits or more are enough), or the slowest that a selector finds.')
    .argument('[id]', 'the trace id, or its first digits')
    .option('--slowest', 'the trace of the slowest span that --where finds')
    .option('--all', `every span, where a trace has more than ${mostSpans}`)
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial trace 0af76519\n  seatrial trace --slowest --where "service=checkout,ring=canary,kind=server"',
    )
    .action((id: string | undefined, options: TraceOptions) => trace(id, options, terminal));
}

async function trace(id: string | undefined, options: TraceOptions, terminal: Terminal): Promise<void> {
  if ((id === undefined) === (options.slowest !== true))
    throw new SeatrialError(
      'SEATRIAL_BAD_ARGUMENT',
      'Give a trace id, or --slowest. "seatrial tail" shows the ids of recent traces.',
    );
  const { reader, close } = await openReader(options.store);
  try {
    const traceId = id ?? (await findSlowest(options, reader));
    const spans = await reader.trace(traceId);
    const logs = spans.length === 0 ? [] : await reader.traceLogs(traceId);
    if (spans.length === 0)
      throw new SeatrialError(
        'SEATRIAL_NOT_FOUND',
        `No trace with the id ${traceId} was received. "seatrial tail" shows the ids of recent ones.`,
      );
    if (options.json === true) terminal.print(JSON.stringify(spans, undefined, 2));
    else
      terminal.print(
        formatWaterfall({ spans, logs, limit: options.all === true ? spans.length : mostSpans }, terminal),
      );
  } finally {
    await close();
  }
}

async function findSlowest(options: TraceOptions, reader: StoreReader): Promise<string> {
  const query = parseSelection(options);
  await checkNames(query.where ?? [], reader);
  const [slowest] = await reader.spans({ ...query, order: 'slowest', limit: 1 });
  if (slowest !== undefined) return slowest.traceId;
  const reasons = await explainNothing(query.where ?? [], reader);
  throw new SeatrialError('SEATRIAL_NOT_FOUND', ['No span matches.', ...reasons].join(' '));
}
