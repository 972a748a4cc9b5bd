import { constants } from 'node:os';
import { createCommand } from 'commander';
import type { Command } from 'commander';
import type { ServerState } from '@seatrial/server';
import { findRegister, runCommand, withImports } from '../child-command.ts';
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
  const auto = findRegister('auto');
  const running = await findRunningServer();
  const own = running === undefined ? await startReceiving({ otlpPort: 0, grpcPort: 0, apiPort: 0 }) : undefined;
  const state = running ?? own?.server.state;
  try {
    const { code, signal } = await runCommand([name, ...args], { verb: 'run', env: toEnvironment(auto, state) });
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

/** What the user has set stays; the set-up goes to the application by way of NODE_OPTIONS, through npm and npx as well. */
function toEnvironment(auto: string, state: ServerState | undefined): NodeJS.ProcessEnv {
  const { env } = process;
  const own = { ...env, NODE_OPTIONS: withImports(env['NODE_OPTIONS'], [auto]) };
  if (env['OTEL_EXPORTER_OTLP_ENDPOINT'] || state === undefined) return own;
  // The protocol that is set stays, and the address is the one that speaks it.
  const protocol = env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  const endpoint = protocol === 'grpc' ? state.grpcUrl : state.otlpUrl;
  const events = env['SEATRIAL_FLAG_EVENTS'] ?? 'true';
  return {
    ...own,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    SEATRIAL_FLAG_EVENTS: events,
  };
}
