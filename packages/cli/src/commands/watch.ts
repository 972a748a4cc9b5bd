import { setTimeout as sleep } from 'node:timers/promises';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { Deploy } from '@seatrial/server';
import type { Ledger, Verdict, VerifyOptions } from '@seatrial/trial';
import { loadConfig } from '../config/load-config.ts';
import { toVerdictExitCode } from '../exit-code.ts';
import { formatAge } from '../format/time.ts';
import { formatLedger } from '../format/ledger.ts';
import { formatVerdict } from '../format/verdict.ts';
import { findGitAuthor } from '../git-author.ts';
import { createJudge } from '../judging.ts';
import { findOwnLedger, mayStillRun } from '../own-ledger.ts';
import { createConfiguredNotifier } from '../notifying.ts';
import { openOwnRecords } from '../own-records.ts';
import { createScreen } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { parseDuration } from '../time-range.ts';
import { parseVerifyOptions } from '../verify-options.ts';
import { describeDeploy } from './deploy/start.ts';

interface WatchOptions {
  readonly service?: string;
  readonly candidate?: string;
  readonly baseline?: string;
  readonly environment?: string;
  readonly where?: string;
  readonly author?: string;
  readonly for: string;
  readonly config?: string;
  readonly store?: string;
  readonly json?: boolean;
}

/** A look at a release: the verdict, and the functions of whoever watches; undefined where none of them is known. */
interface Look {
  readonly verdict: Verdict;
  readonly ledger: Ledger | undefined;
}

const dayMs = 86_400_000;

/** Functions that are shown below a verdict. */
const mostRows = 12;

/** Processes report their functions every ten seconds: half of that later one has told. */
const reportMs = 5000;

export function createWatchCommand(terminal: Terminal): Command {
  return createCommand('watch')
    .summary('after a deploy: my release and my functions, live, until the verdict is in')
    .description(
      'Looks at a release until every function that I changed in it has run and it is OK, until it is REGRESSED, or the time is up. A terminal is redrawn, elsewhere it prints lines.',
    )
    .option('--service <name>', 'the service that is watched')
    .option(
      '-c, --candidate <selector>',
      'a release, or ring=canary, … Default: what was deployed last, else the newest',
    )
    .option('-b, --baseline <selector>', 'what it is compared with. Default: the release that served before it')
    .option('--environment <name>', 'default: that of the candidate')
    .option('-w, --where <selector>', 'only these requests, on both sides: route!=/health')
    .option('--author <e-mail>', 'whose functions. Default: git config user.email')
    .option('--for <length>', 'how long at most', '1h')
    .option('--config <file>', 'default: the nearest seatrial.config')
    .option('--store <file>', 'look into this store file instead of asking a running server')
    .option('--json', 'at the end, the whole verdict; on the way, lines to stderr')
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial watch --service checkout\n  seatrial watch --service checkout --candidate ring=canary --for 30m\n\nExit codes: 0 ok, 10 regressed, 11 undecided when the time is up; 64, 69, 70 as ever. They are those of the verdict:\nfunctions that have not run are named, and decide nothing.',
    )
    .action((options: WatchOptions) => watch(options, terminal));
}

async function watch(options: WatchOptions, terminal: Terminal): Promise<void> {
  const until = Date.now() + parseDuration('--for', options.for);
  const { config } = await loadConfig(options.config);
  const asked = parseVerifyOptions(options, config);
  const deploy = options.candidate === undefined ? await findDeploy(asked, options.store) : undefined;
  if (deploy !== undefined)
    terminal.say(`Watching ${describeDeploy(deploy)}, deployed ${formatAge(deploy.startedAt)}.`);
  const question = { ...asked, ...toCandidate(deploy) };
  const screen = createScreen(
    options.json === true ? { ...terminal, live: false, print: (text) => terminal.say(text) } : terminal,
  );
  const author = options.author ?? (await findGitAuthor(process.cwd()));
  const judge = createJudge({ store: options.store, until, terminal });
  let known: Ledger | undefined;
  const look = async (): Promise<Look> => {
    const verdict = await judge(question);
    // A server that is gone in between is waited for with the next verdict.
    known = await findOwnLedger(verdict, author, options.store).catch((error: unknown) => {
      if (error instanceof SeatrialError) return known;
      throw error;
    });
    return { verdict, ledger: known };
  };
  const { verdict, ledger } = await lookUntilDecided(look, until, (each) =>
    screen.show(formatLook(each, terminal), toLine(each)),
  );
  screen.clear();
  terminal.print(
    options.json === true
      ? JSON.stringify({ ...verdict, ledger: ledger ?? null }, undefined, 2)
      : formatLook({ verdict, ledger }, terminal),
  );
  const { service, headline, verdict: event } = verdict;
  await createConfiguredNotifier(config, terminal).notify({ event, service, text: headline });
  process.exitCode = toVerdictExitCode(verdict.verdict);
}

async function lookUntilDecided(look: () => Promise<Look>, until: number, onLook: (look: Look) => void): Promise<Look> {
  for (;;) {
    const found = await look();
    onLook(found);
    const left = until - Date.now();
    const { verdict } = found.verdict;
    const waits = verdict === 'undecided' || (verdict === 'ok' && mayStillRun(found.ledger));
    if (!waits || left <= 0) return found;
    // Verdicts change when a batch closes, with the whole minute; a second later its last spans are on disk.
    const batch = 61_000 - (Date.now() % 60_000);
    await sleep(Math.min(left, mayStillRun(found.ledger) ? Math.min(batch, reportMs) : batch));
  }
}

/** The last deploy of the service within a day: the one that somebody who watches has just made. */
async function findDeploy(
  { service, environment }: VerifyOptions,
  store: string | undefined,
): Promise<Deploy | undefined> {
  if (store !== undefined) return undefined;
  const from = Date.now() - dayMs;
  const told = await (
    await openOwnRecords()
  ).deploys({ service, from, ...(environment !== undefined && { environment }) });
  return told.find(({ status, version }) => status !== 'mark' && version !== '');
}

function toCandidate(deploy: Deploy | undefined): Pick<VerifyOptions, 'candidate' | 'from'> {
  if (deploy === undefined) return {};
  const { ring, version, startedAt } = deploy;
  const conditions: readonly (readonly ['ring' | 'release', string])[] = [
    ['ring', ring],
    ['release', version],
  ];
  return {
    from: Date.parse(startedAt),
    candidate: conditions
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ subject: { kind: 'intrinsic', name }, operator: '=', values: [value] })),
  };
}

function formatLook({ verdict, ledger }: Look, terminal: Terminal): string {
  const text = formatVerdict(verdict, terminal);
  if (ledger === undefined) return text;
  // One screen: where there are many, those that are waited for.
  const open = ledger.rows.filter(({ status }) => status !== 'ran');
  const rows = ledger.rows.length > mostRows ? open.slice(0, mostRows) : ledger.rows;
  return `${text}\n\n${formatLedger({ ...ledger, rows }, terminal)}`;
}

function toLine({ verdict, ledger }: Look): string {
  return ledger === undefined ? verdict.headline : `${verdict.headline} ${ledger.coverage.text}`;
}
