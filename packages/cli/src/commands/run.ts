import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import { SeatrialError } from '@seatrial/model';
import type { ServerState } from '@seatrial/server';
import { findRunningServer } from '../reader.ts';
import { startReceiving } from '../receiving.ts';
import type { Terminal } from '../terminal.ts';

export function createRunCommand(terminal: Terminal): Command {
  return createCommand('run')
    .summary('run a service with its release on every span')
    .description(
      'Runs a command with OpenTelemetry set up and pointed at "seatrial dev", which is started where none runs.\nExit code and signals are those of the command.',
    )
    .argument('<command...>', 'the command, after --')
    .passThroughOptions()
    .addHelpText(
      'after',
      '\nExamples:\n  seatrial run -- node app.js\n  seatrial run -- npm start\n  SEATRIAL_RING=canary seatrial run -- npx verdaccio',
    )
    .action((command: readonly string[]) => run(command, terminal));
}

async function run([name = '', ...args]: readonly string[], terminal: Terminal): Promise<void> {
  const auto = findRegister();
  const running = await findRunningServer();
  const own = running === undefined ? await startReceiving({ otlpPort: 0, grpcPort: 0, apiPort: 0 }) : undefined;
  const state = running ?? own?.server.state;
  try {
    const { code, signal } = await runCommand(name, args, toEnvironment(auto, state));
    await own?.close();
    if (own !== undefined)
      terminal.say(`seatrial: kept ${own.server.received().spans} spans. Look: npx seatrial releases`);
    // The caller sees what the command did: its code, or its death by that signal.
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  } catch (error) {
    await own?.close();
    throw error;
  }
}

interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function runCommand(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: 'inherit', env, shell: process.platform === 'win32' });
    const forwarded = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
      // A terminal sends Ctrl-C to the whole group, so that the command has it already.
      const forward = (): void => void (signal === 'SIGINT' && process.stdin.isTTY ? false : child.kill(signal));
      process.on(signal, forward);
      return (): void => void process.off(signal, forward);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const what = error.code === 'ENOENT' ? 'is not found on the path' : `cannot be started: ${error.message}`;
      reject(
        new SeatrialError(
          'SEATRIAL_BAD_ARGUMENT',
          `${JSON.stringify(name)} ${what}. Write the command after --, as in: seatrial run -- node app.js`,
        ),
      );
    });
    child.once('exit', (code, signal) => {
      for (const stop of forwarded) stop();
      resolve({ code, signal });
    });
  });
}

/** What the user has set stays; the set-up goes to the application by way of NODE_OPTIONS, through npm and npx as well. */
function toEnvironment(auto: string, state: ServerState | undefined): NodeJS.ProcessEnv {
  const { env } = process;
  const options = [env['NODE_OPTIONS'], `--import=${auto}`].filter((part) => part !== undefined && part !== '');
  const own = { ...env, NODE_OPTIONS: options.join(' ') };
  if (env['OTEL_EXPORTER_OTLP_ENDPOINT'] || state === undefined) return own;
  // The protocol that is set stays, and the address is the one that speaks it.
  const protocol = env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  const endpoint = protocol === 'grpc' ? state.grpcUrl : state.otlpUrl;
  return { ...own, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
}

/** The application's own @seatrial/register, else the one beside this command. */
function findRegister(): string {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve('@seatrial/register/auto')).href;
    } catch {
      // The next place may have it.
    }
  }
  throw new SeatrialError(
    'SEATRIAL_NOT_FOUND',
    '@seatrial/register is not installed here. Install it beside your service: npm i @seatrial/register',
  );
}
