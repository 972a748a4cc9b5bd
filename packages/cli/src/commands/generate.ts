import { createCommand, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { formatCount, formatMs } from '../format/number.ts';
import { sendTraffic } from '../generate/sender.ts';
import { Traffic } from '../generate/traffic.ts';
import { findRunningServer } from '../reader.ts';
import type { Terminal } from '../terminal.ts';

interface GenerateOptions {
  readonly to?: string;
  readonly rate: number;
  readonly for: number;
  readonly users: number;
  readonly seed: number;
  readonly batch: number;
  readonly senders: number;
  readonly json?: boolean;
}

export function createGenerateCommand(terminal: Terminal): Command {
  return createCommand('generate')
    .summary('send made-up traffic, to size a machine or to look around')
    .description(
      'Sends the traffic of a shop (five services, each with a stable release and a canary, ten routes, flags, cohorts, errors in bursts; about 20 attributes a span) as gzipped OTLP/HTTP. The same seed sends the same traffic.',
    )
    .option('--to <url>', 'where to send; default: the running "seatrial dev", else http://127.0.0.1:4318')
    .option('--rate <spans>', 'spans a second; 0: as fast as they are taken', parseWhole, 1000)
    .option('--for <seconds>', 'how long', parseWhole, 10)
    .option('--users <count>', 'how many users, and values of user.id', parseWhole, 100_000)
    .option('--seed <number>', 'which traffic', parseWhole, 1)
    .option('--batch <spans>', 'spans of one request', parseWhole, 512)
    .option('--senders <count>', 'requests at once', parseWhole, 4)
    .option('--json', 'the outcome as an object')
    .addHelpText('after', '\nExamples:\n  seatrial generate\n  seatrial generate --rate 50000 --for 60 --senders 16')
    .action((options: GenerateOptions) => generate(options, terminal));
}

async function generate(options: GenerateOptions, terminal: Terminal): Promise<void> {
  const { to, rate, for: seconds, users, seed, batch, senders } = options;
  const url = to ?? (await findRunningServer())?.otlpUrl ?? 'http://127.0.0.1:4318';
  const token = process.env['SEATRIAL_TOKEN'];
  const outcome = await sendTraffic({
    url,
    traffic: new Traffic({ seed, users: Math.max(1, users) }),
    rate,
    seconds,
    batch: Math.max(1, batch),
    senders: Math.max(1, senders),
    ...(token === undefined ? {} : { token }),
  });
  if (options.json === true) {
    terminal.print(JSON.stringify(outcome, undefined, 2));
    return;
  }
  const perSecond = formatCount(Math.round(outcome.spans / outcome.seconds));
  terminal.print(
    `Sent ${formatCount(outcome.spans)} spans in ${outcome.seconds.toFixed(1)} s to ${url}: ${perSecond} a second, answered in ${formatMs(outcome.p50Ms)} (median) and ${formatMs(outcome.p99Ms)} (p99).`,
  );
  if (outcome.pushedBack > 0)
    terminal.say(`${formatCount(outcome.pushedBack)} requests were pushed back (429 or 503) and sent again.`);
}

function parseWhole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}
