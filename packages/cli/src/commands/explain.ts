import { SingleBar } from 'cli-progress';
import { createCommand, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { checkNames, explainNothing } from '@seatrial/store';
import type { ExplainOptions, Explanation } from '@seatrial/trial';
import { parseExplainOptions } from '../explain-options.ts';
import type { ExplainWords } from '../explain-options.ts';
import { openExplainSource } from '../explain-source.ts';
import type { ExplainSource } from '../explain-source.ts';
import { formatExplanation } from '../format/explanation.ts';
import { createScreen } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

interface ExplainCommandOptions extends ExplainWords {
  readonly store?: string;
  readonly json?: boolean;
}

/** Rows of each group behind the first answer. */
const firstRows = 2000;

const examples = `
Examples:
  seatrial explain --service checkout                              failing requests against the others
  seatrial explain --release 1.4.2 --errors                        the same among the requests of a release
  seatrial explain --service checkout --slow                       the slowest 5 % of each route
  seatrial explain --slow 500 --where route=/orders                slower than half a second, of one route
  seatrial explain --candidate ring=canary --baseline ring=stable  what else is different about the canary's traffic
  seatrial explain --where "status=error,route=/orders" --against "status=unset,route=/orders"
  seatrial explain --where "duration>200,duration<400" --group-since 14:05Z …   a box of the heat map

Every value of every attribute is counted on all requests: of spans, resources, events, flags, cohorts and functions.
What stands out is tested against chance, other names of the same requests are told once, and what defines the groups
is left out. Exit codes: 0 done, also where nothing sets them apart; 64 wrong usage, 69 cannot, 70 our own fault.`;

export function createExplainCommand(terminal: Terminal): Command {
  return createCommand('explain')
    .summary('what sets failing or slow requests, or any others, apart')
    .description(
      'Compares two groups of requests by every attribute that they have, and names what sets the first apart.',
    )
    .option('--service <name>', 'only requests of this service')
    .option('--release <version>', 'only requests of this release')
    .option('--errors', 'failing requests against the others; the default')
    .option('--slow [ms]', 'slow requests against the others: slower than this, else the slowest 5 % of each route')
    .option('-w, --where <selector>', 'the requests in question; beside --errors, --slow and --candidate: only these')
    .option('--against <selector>', 'what they are compared with. Default: all others')
    .option('-c, --candidate <selector>', 'a release, or ring=canary, cohort.audience=internal, …')
    .option('-b, --baseline <selector>', 'what the candidate is compared with. Default: all others')
    .option('--since <time>', 'not before, on both sides: 15m, 2h, 7d, or ISO 8601')
    .option('--until <time>', 'before: as --since')
    .option('--group-since <time>', 'the requests in question, not before')
    .option('--group-until <time>', 'the requests in question, before')
    .option('--spans', 'compare single spans instead of requests')
    .option('--trace', 'also by what the other spans of the same trace have')
    .option('--exclude <names>', 'attributes to leave out: user.id,client.address')
    .option('--limit <causes>', 'causes at most', parseCount, 5)
    .option('--sample <rows>', 'of each group only so many rows', parseCount)
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'the whole explanation')
    .addHelpText('after', examples)
    .action((options: ExplainCommandOptions) => explain(options, terminal));
}

async function explain(options: ExplainCommandOptions, terminal: Terminal): Promise<void> {
  const asked = parseExplainOptions(options);
  const source = await openExplainSource(options.store);
  try {
    const selectors = [...(asked.where ?? []), ...(asked.group.where ?? []), ...(asked.against?.where ?? [])];
    await checkNames(selectors, source.reader);
    const explanation = await ask(source, asked, options, terminal);
    if (options.json === true) terminal.print(JSON.stringify(explanation, undefined, 2));
    else terminal.print(formatExplanation(explanation, terminal));
    if (explanation.outcome === 'empty-group' || explanation.outcome === 'empty-against')
      for (const reason of await explainNothing(selectors, source.reader)) terminal.say(reason);
  } finally {
    await source.close();
  }
}

/** On a terminal an answer from a sample comes first, and stays until all rows are counted. */
async function ask(
  source: ExplainSource,
  asked: ExplainOptions,
  { json, sample }: ExplainCommandOptions,
  terminal: Terminal,
): Promise<Explanation> {
  const screen = createScreen(terminal);
  if (terminal.live && json !== true && sample === undefined) {
    const first = await source.explain({ ...asked, sample: firstRows });
    if (first.rows.sampledFrom === null) return first;
    const block = `${formatExplanation(first, terminal)}\n`;
    screen.show(block, '');
  }
  // Drawn to stderr, and only where that is a terminal.
  const bar = new SingleBar({
    format: 'Counting all of them {bar} {percentage} %',
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(100, 0);
  try {
    return await source.explain(asked, (done) => bar.update(Math.round(done * 100)));
  } finally {
    bar.stop();
    screen.clear();
  }
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1 on.');
}
