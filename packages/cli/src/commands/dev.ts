import { createCommand, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { Arrivals } from '../arrivals.ts';
import { loadConfig } from '../config/load-config.ts';
import { toRolloutPlan } from '../config/plan.ts';
import { formatBytes, formatCount } from '../format/number.ts';
import { createConfiguredNotifier } from '../notifying.ts';
import { startReceiving } from '../receiving.ts';
import type { Receiving } from '../receiving.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

interface DevOptions {
  readonly host: string;
  readonly allowHost?: readonly string[];
  readonly config?: string;
  readonly otlpPort: number;
  readonly grpcPort: number;
  readonly apiPort: number;
  readonly store?: string;
  readonly memory: string;
  readonly keep: number;
  readonly keepSize: number;
}

export function createDevCommand(terminal: Terminal): Command {
  return createCommand('dev')
    .summary('receive OTLP, keep it, show it on a page, answer the other commands')
    .description(
      'A receiver, a store and a web page on this machine, with nothing to configure. Ends with Ctrl-C; the data stays.',
    )
    .option('--host <address>', 'where to listen; beyond loopback, OTLP wants the token, too', '127.0.0.1')
    .option('--allow-host <name...>', 'names by which it may be called beside addresses: seatrial.example.com')
    .option('--otlp-port <port>', 'OTLP/HTTP; 0 takes any', parsePort, 4318)
    .option('--grpc-port <port>', 'OTLP/gRPC; 0 takes any', parsePort, 4317)
    .option('--api-port <port>', 'the page and the JSON API; 0 takes any', parsePort, 4319)
    .option('--store <file>', 'where to keep the data, or :memory:; default: seatrial.duckdb in the state directory')
    .option('--keep <days>', 'days that telemetry is kept (fractions as well)', parseDays, 7)
    .option('--keep-size <size>', 'and how much of it, such as 500MB or 20GB', parseSize, 10_000_000_000)
    .option('--config <file>', 'objectives, stages, notifications for the gates; default: the nearest seatrial.config')
    .option('--memory <size>', 'what DuckDB may use', parseMemory, '1GiB')
    .addHelpText(
      'after',
      "\nExamples:\n  seatrial dev\n  seatrial dev --otlp-port 14318 --store ./telemetry.duckdb\n\nThe state directory is SEATRIAL_STATE_DIR, else the platform's own (~/.local/state/seatrial).\nThe token is SEATRIAL_TOKEN, else a new one at each start.",
    )
    .action((options: DevOptions) => dev(options, terminal));
}

async function dev(options: DevOptions, terminal: Terminal): Promise<void> {
  const arrivals = new Arrivals(terminal);
  const { host, allowHost, otlpPort, grpcPort, apiPort, store, memory, keep, keepSize } = options;
  const { config } = await loadConfig(options.config);
  const token = readToken();
  const receiving = await startReceiving({
    host,
    plan: (service) => toRolloutPlan(config, service),
    notifier: createConfiguredNotifier(config, terminal),
    ...(allowHost !== undefined && { allowedHosts: allowHost }),
    ...(token !== undefined && { token }),
    otlpPort,
    grpcPort,
    apiPort,
    memoryLimit: memory,
    retention: { days: keep, bytes: keepSize },
    onMaintained: ({ removed }) => {
      const { spans, logs, metrics } = removed;
      if (spans + logs + metrics > 0)
        terminal.say(
          `removed by retention: ${formatCount(spans)} spans, ${formatCount(logs)} logs, ${formatCount(metrics)} metric points`,
        );
    },
    onEvent: (event) => arrivals.add(event),
    ...(store === undefined ? {} : { store }),
  });
  terminal.print(await formatWelcome(receiving, host, terminal));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  await receiving.close();
  terminal.print(
    `\nReceived ${arrivals.summary()}.${receiving.path === ':memory:' ? '' : ` The data stays in ${receiving.path}.`}`,
  );
}

async function formatWelcome({ server, store, path }: Receiving, host: string, terminal: Terminal): Promise<string> {
  const { otlpUrl, grpcUrl, apiUrl, pageUrl, token } = server.state;
  const stats = await store.stats();
  const port = new URL(otlpUrl).port;
  const endpoint = port === '4318' ? '' : `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl} `;
  const data =
    path === ':memory:'
      ? 'in memory; gone when this ends'
      : `${path} (${formatBytes(stats.bytes)}, ${formatCount(stats.spans)} spans); delete it by: rm "${path}"`;
  const bold = (text: string): string => terminal.paint('bold', text);
  const open = host === '127.0.0.1' || host === 'localhost' || host === '::1';
  return [
    `${bold('seatrial')} ${version} receives OTLP/HTTP at ${bold(otlpUrl)}, OTLP/gRPC at ${bold(grpcUrl)}`,
    '',
    '  Start a service, and it sends here:',
    `    npx seatrial run -- node app.js`,
    `    ${endpoint}node --import @seatrial/register/auto app.js`,
    '  Look at it:',
    ...(pageUrl === undefined ? [] : [`    ${bold(pageUrl)}`]),
    '    npx seatrial releases',
    '    npx seatrial tail --follow',
    `  Data  ${data}`,
    `  API   ${apiUrl}`,
    ...(open
      ? []
      : [`  Token ${token}`, '        OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer TOKEN" in every service']),
    '',
    'Ends with Ctrl-C.',
  ].join('\n');
}

/** @throws SeatrialError `SEATRIAL_BAD_ARGUMENT` where it could be guessed. */
function readToken(): string | undefined {
  const token = process.env['SEATRIAL_TOKEN'] ?? '';
  if (token === '') return undefined;
  if (/^[\w.~+/=-]{16,}$/.test(token)) return token;
  throw new SeatrialError(
    'SEATRIAL_BAD_ARGUMENT',
    'SEATRIAL_TOKEN is too short or has characters that no header takes. Use 16 letters and digits or more: openssl rand -hex 32',
  );
}

/** A port, for commander. */
function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function parseMemory(text: string): string {
  if (/^\d+(\.\d+)?\s*(K|M|G|T)i?B$/i.test(text)) return text;
  throw new InvalidArgumentError('Write a size such as 512MiB or 2GiB.');
}

function parseDays(text: string): number {
  const days = Number(text.replace(/d$/, ''));
  if (days > 0 && days <= 36_500) return days;
  throw new InvalidArgumentError('Write a number of days, such as 7 or 0.5.');
}

function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(MB|GB|TB)$/i.exec(text) ?? [];
  if (number !== undefined)
    return Number(number) * { mb: 1e6, gb: 1e9, tb: 1e12 }[unit?.toLowerCase() as 'mb' | 'gb' | 'tb'];
  throw new InvalidArgumentError('Write a size such as 500MB or 20GB.');
}
