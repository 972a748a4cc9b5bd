import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { explainRoute, formatEvidence, judge, parseEvidence } from '@seatrial/trial';
import type { Evidence, Verdict } from '@seatrial/trial';
import { loadConfig } from '../config/load-config.ts';
import { openEvidenceSource } from '../evidence-source.ts';
import { toVerdictExitCode } from '../exit-code.ts';
import { formatRouteExplanation } from '../format/route-explanation.ts';
import { formatVerdictJunit } from '../format/verdict-junit.ts';
import { formatVerdictMarkdown } from '../format/verdict-markdown.ts';
import { formatVerdict } from '../format/verdict.ts';
import type { Terminal } from '../terminal.ts';
import { parseDuration } from '../time-range.ts';
import { parseVerifyOptions } from '../verify-options.ts';
import type { VerifyWords } from '../verify-options.ts';

interface VerifyCommandOptions extends VerifyWords {
  readonly wait?: string;
  readonly json?: boolean;
  readonly junit?: boolean;
  readonly markdown?: boolean;
  readonly out?: string;
  readonly replay?: string;
  readonly why?: string;
  readonly store?: string;
  readonly config?: string;
}

const examples = `
Examples:
  seatrial verify --service checkout                              its newest release against the one before
  seatrial verify --service checkout --candidate ring=canary      the canary against the stable ring
  seatrial verify --service checkout --candidate 1.4.2 --baseline 1.4.1 --wait 20m
  seatrial verify --service checkout --flag new-checkout          two variants, in the same minutes
  seatrial verify --service checkout --out verdict.json           keep what it was made from, and later:
  seatrial verify --replay verdict.json --why /orders

Look as often as you like: the chance of ever calling a release REGRESSED that is no worse is 5 %, however often
that is. No traffic is never OK. Times relative to now (--since 2h) begin a new comparison at each look.

Exit codes: 0 ok, 10 regressed, 11 undecided; 64 wrong usage, 69 cannot, 70 our own fault.`;

export function createVerifyCommand(terminal: Terminal): Command {
  return createCommand('verify')
    .summary('is this release OK, REGRESSED or UNDECIDED?')
    .description(
      'Compares a release with the one before, by errors and latency, and says what it found and how sure that is.',
    )
    .option('--service <name>', 'the service that is judged')
    .option(
      '-c, --candidate <selector>',
      'a release, or ring=canary, cohort.audience=internal, … Default: the newest release',
    )
    .option('-b, --baseline <selector>', 'what it is compared with. Default: the release that served before it')
    .option('--flag <key>', 'compare the variants of a flag instead of releases')
    .option('--environment <name>', 'default: that of the candidate')
    .option('-w, --where <selector>', 'only these requests, on both sides: route!=/health')
    .option('--since <time>', 'not before: ISO 8601, or 15m, 2h, 7d. Default: where the candidate begins')
    .option('--until <time>', 'before: as --since')
    .option('--unit <unit>', 'what counts once: request, subject (a user), trace')
    .option('--cohort <names>', 'cohorts that divide traffic as routes do: plan,region')
    .option('--batch <length>', 'length of a batch, a divisor or multiple of 1m. Default 1m')
    .option('--warm-up <length>', 'age of a process below which its requests are left out. Default 30s')
    .option('--error-ceiling <share>', 'failing less than this is fine: 1%, 0.005. Default 0.5%')
    .option('--latency-factor <times>', 'taking less than this times as long is fine. Default 1.2')
    .option('--complete', 'traffic has ended and all has arrived: judge the open batch as well')
    .option('--wait <length>', 'look again until it is decided, or this long: 20m')
    .option('--why <route>', 'the counts, strata and e-values behind one route')
    .option('--json', 'the whole verdict')
    .option('--junit', 'a JUnit report')
    .option('--markdown', 'for a comment on a pull request')
    .option('--out <file>', 'write what the verdict is made from to a file')
    .option('--replay <file>', 'judge such a file instead of asking: the same verdict, byte by byte')
    .option('--config <file>', 'objectives; default: the nearest seatrial.config')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .addHelpText('after', examples)
    .action((options: VerifyCommandOptions) => verify(options, terminal));
}

async function verify(options: VerifyCommandOptions, terminal: Terminal): Promise<void> {
  checkOptions(options);
  const evidence =
    options.replay === undefined ? await askUntilDecided(options, terminal) : readEvidence(options.replay);
  if (options.out !== undefined) writeEvidence(options.out, evidence);
  const verdict = judge(evidence);
  terminal.print(format(evidence, verdict, options, terminal));
  process.exitCode = toVerdictExitCode(verdict.verdict);
}

function format(evidence: Evidence, verdict: Verdict, options: VerifyCommandOptions, terminal: Terminal): string {
  const { json, junit, markdown, why } = options;
  if (why !== undefined) {
    const explanation = explainRoute(evidence, why);
    return json === true ? JSON.stringify(explanation, undefined, 2) : formatRouteExplanation(explanation, terminal);
  }
  if (json === true) return JSON.stringify(verdict, undefined, 2);
  if (junit === true) return formatVerdictJunit(verdict);
  return markdown === true ? formatVerdictMarkdown(verdict) : formatVerdict(verdict, terminal);
}

function checkOptions({ json, junit, markdown, replay, wait, complete, why }: VerifyCommandOptions): void {
  const formats = [json === true && '--json', junit === true && '--junit', markdown === true && '--markdown'].filter(
    (name) => name !== false,
  );
  const bad = (message: string): SeatrialError => new SeatrialError('SEATRIAL_BAD_ARGUMENT', message);
  if (formats.length > 1) throw bad(`${formats.join(' and ')} are two answers to one question. Give one of them.`);
  if (why !== undefined && (junit === true || markdown === true))
    throw bad(`--why is shown as text or with --json, not with ${formats[0]}.`);
  if (wait !== undefined && replay !== undefined)
    throw bad('--replay judges what is in the file; there is nothing to --wait for.');
  if (wait !== undefined && complete === true)
    throw bad('--complete says that traffic has ended; there is nothing to --wait for.');
}

/** Looks again whenever a batch has closed, until the verdict is in or the time is up. */
async function askUntilDecided(options: VerifyCommandOptions, terminal: Terminal): Promise<Evidence> {
  const { config } = await loadConfig(options.config);
  const asked = parseVerifyOptions(options, config);
  const until = Date.now() + (options.wait === undefined ? 0 : parseDuration('--wait', options.wait));
  for (;;) {
    const source = await openEvidenceSource(options.store);
    const evidence = await source.evidence(asked).finally(() => source.close());
    const left = until - Date.now();
    if (left <= 0) return evidence;
    const { verdict, reasons } = judge(evidence);
    if (verdict !== 'undecided') return evidence;
    terminal.say(`UNDECIDED  ${reasons[0]?.text ?? ''}`);
    // Batches close with whole minutes; a second later their last spans are on disk.
    await sleep(Math.min(left, 61_000 - (Date.now() % 60_000)));
  }
}

function readEvidence(path: string): Evidence {
  try {
    return parseEvidence(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof SeatrialError) throw error;
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function writeEvidence(path: string, evidence: Evidence): void {
  try {
    writeFileSync(path, formatEvidence(evidence));
  } catch (error) {
    throw new SeatrialError('SEATRIAL_BAD_ARGUMENT', `${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
