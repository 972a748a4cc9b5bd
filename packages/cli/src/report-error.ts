import { CommanderError } from 'commander';
import { SeatrialError } from '@seatrial/model';
import { exitCodes, toExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Says what went wrong and answers with the exit code. */
export function reportError(error: unknown, to: Terminal): number {
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
