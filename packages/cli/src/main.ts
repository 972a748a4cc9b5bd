import { exitCodes } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { createTerminal } from './terminal.ts';

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
  process.exitCode = reportError(error, terminal);
}
