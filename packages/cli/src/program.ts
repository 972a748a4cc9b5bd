import { Command } from 'commander';
import { createBuildCommand } from './commands/build.ts';
import { createConfigCommand } from './commands/config/config.ts';
import { createDeployCommand } from './commands/deploy/deploy.ts';
import { createDevCommand } from './commands/dev.ts';
import { createDoctorCommand } from './commands/doctor.ts';
import { createFunctionsCommand } from './commands/functions.ts';
import { createExplainCommand } from './commands/explain.ts';
import { createGenerateCommand } from './commands/generate.ts';
import { createMineCommand } from './commands/mine.ts';
import { createEventsCommand } from './commands/events.ts';
import { createMcpCommand } from './commands/mcp.ts';
import { createOperationsCommand } from './commands/operations.ts';
import { createReleasesCommand } from './commands/releases.ts';
import { createStoreCommand } from './commands/store/store.ts';
import { createRolloutCommand } from './commands/rollout.ts';
import { createRunCommand } from './commands/run.ts';
import { createSqlCommand } from './commands/sql.ts';
import { createLogsCommand } from './commands/logs.ts';
import { createTailCommand } from './commands/tail/tail.ts';
import { createTraceCommand } from './commands/trace/trace.ts';
import { createVerifyCommand } from './commands/verify.ts';
import { createWatchCommand } from './commands/watch.ts';
import { createWhoamiCommand } from './commands/whoami.ts';
import { addCompletion } from './completion/completion.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const after = `
Examples:
  seatrial dev                        receive and keep telemetry, on this machine
  seatrial run -- node app.js         run a service with its release on every span
  seatrial doctor -- node app.js      what works in it, what does not, and why
  seatrial releases                   which releases serve traffic, how much, how well
  seatrial verify --service checkout  is its newest release OK, REGRESSED or UNDECIDED?
  seatrial functions --mine           did the functions that I changed run?
  seatrial explain --service checkout what sets its failing requests apart
  seatrial tail --where ring=canary   single events of the canary
  seatrial events --by release,route  counts, errors and latency by anything

Selectors (--where): release=1.4.2,ring=canary,flag.new-checkout=on,duration>500
  = != < > ~ (contains) ^= (starts with), a bare name for "is there", a|b for either value, commas for "and".

Exit codes: 0 done (verify: ok), 10 regressed, 11 undecided, 64 wrong usage, 69 cannot (no store, port taken, …), 70 our own fault.`;

/** The whole command. Parsing throws commander's errors instead of ending the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('seatrial')
    .description('See what your release does in production: receive, slice and inspect OpenTelemetry by release.')
    .version(version, '-V, --version')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', after);
  const commands = [
    createDevCommand(terminal),
    createRunCommand(terminal),
    createDoctorCommand(terminal),
    createBuildCommand(terminal),
    createWhoamiCommand(terminal),
    createVerifyCommand(terminal),
    createWatchCommand(terminal),
    createFunctionsCommand(terminal),
    createMineCommand(terminal),
    createExplainCommand(terminal),
    createRolloutCommand(terminal),
    createDeployCommand(terminal),
    createReleasesCommand(terminal),
    createOperationsCommand(terminal),
    createEventsCommand(terminal),
    createTailCommand(terminal),
    createLogsCommand(terminal),
    createTraceCommand(terminal),
    createSqlCommand(terminal),
    createMcpCommand(terminal),
    createConfigCommand(terminal),
    createStoreCommand(terminal),
    createGenerateCommand(terminal),
  ];
  for (const command of commands) program.addCommand(command);
  addCompletion(program, terminal);
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])])
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    });
  return program;
}
