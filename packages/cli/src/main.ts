import { CommanderError } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { exitCodes, toExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { createTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

const terminal = createTerminal();

// `seatrial tail | head` closes our stdout: that is how it is meant to end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

try {
  const program = createProgram(terminal);
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  process.exitCode = report(error, terminal);
}

/** Says what went wrong and answers with the exit code. */
function report(error: unknown, to: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    to.say('See "seatrial --help", or "seatrial COMMAND --help".');
    return exitCodes.usage;
  }
  const ours = SeatrialError.from(error);
  to.say(`seatrial: ${ours.message}`);
  const code = toExitCode(ours.code);
  if (code === exitCodes.internal)
    to.say('This is a fault of Seatrial itself. Please report it, with what SEATRIAL_DEBUG=1 prints.');
  if (process.env['SEATRIAL_DEBUG'] === '1') to.say(String((error as Error).stack ?? error));
  return code;
}
