import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { formatWaterfall } from '../../format/waterfall.ts';
import { addListingOptions } from '../../listing.ts';
import { openReader } from '../../reader.ts';
import { SourceMaps } from '../../stack/source-maps.ts';
import type { Terminal } from '../../terminal.ts';
import { checkChoice, findTrace } from './find-trace.ts';
import type { TraceChoice } from './find-trace.ts';

interface TraceOptions extends TraceChoice {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly sources?: string;
}

const mostSpans = 500;
const mostFrames = 3;

export function createTraceCommand(terminal: Terminal): Command {
  return addListingOptions(createCommand('trace'))
    .summary('one trace as a waterfall')
    .description(
      'A trace by its id (eight digits or more are enough), or one that a selector finds: with releases, flags, changed functions, exceptions and logs where they belong. Frames of stacks are shown where they were written, if source maps are found.',
    )
    .argument('[id]', 'the trace id, or its first digits')
    .option('--slowest', 'the trace of the slowest span that --where finds')
    .option('--first-failing', 'the trace of the first span that failed')
    .option('--random', 'any trace: look again, and see another')
    .option('--ring <name>', 'short for --where ring=NAME')
    .option('--since-deploy', 'not before the last deploy began; where none was told of, the newest release was seen')
    .option('--sources <folder>', 'where built files and their source maps are (default: this folder)')
    .option('--all', `every span, where a trace has more than ${mostSpans}, and every frame of a stack`)
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial trace 0af76519\n  seatrial trace --first-failing --since-deploy --service checkout\n  seatrial trace --random --ring canary\n  seatrial trace --slowest --where "service=checkout,ring=canary,kind=server"',
    )
    .action((id: string | undefined, options: TraceOptions) => trace(id, options, terminal));
}

async function trace(id: string | undefined, options: TraceOptions, terminal: Terminal): Promise<void> {
  checkChoice(id, options);
  const { reader, close } = await openReader(options.store);
  try {
    const traceId = id ?? (await findTrace(options, reader));
    const spans = await reader.trace(traceId);
    const logs = spans.length === 0 ? [] : await reader.traceLogs(traceId);
    if (spans.length === 0)
      throw new SeatrialError(
        'SEATRIAL_NOT_FOUND',
        `No trace with the id ${traceId} was received. "seatrial tail" shows the ids of recent ones.`,
      );
    if (options.json === true) {
      terminal.print(JSON.stringify({ traceId: spans[0]?.traceId, spans, logs }, undefined, 2));
      return;
    }
    const all = options.all === true;
    const maps = new SourceMaps(options.sources ?? process.cwd());
    const [limit, frames] = all ? [spans.length, Number.POSITIVE_INFINITY] : [mostSpans, mostFrames];
    terminal.print(formatWaterfall({ spans, logs, limit, frames, maps }, terminal));
  } finally {
    await close();
  }
}
