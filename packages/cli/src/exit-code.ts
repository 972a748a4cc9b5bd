import type { ErrorCode } from '@seatrial/model';
import type { Outcome } from '@seatrial/trial';

/**
 * Exit codes of every command (sysexits.h). Never 1 or 2, which node, npx and shells give for any crash.
 * 10 and 11 are verdicts.
 */
export const exitCodes = { done: 0, regressed: 10, undecided: 11, usage: 64, cannot: 69, internal: 70 } as const;

const usage: ReadonlySet<ErrorCode> = new Set([
  'SEATRIAL_BAD_ARGUMENT',
  'SEATRIAL_BAD_SELECTOR',
  'SEATRIAL_UNKNOWN_NAME',
]);

/** OK is "done": a script goes on. */
export function toVerdictExitCode(verdict: Outcome): number {
  return verdict === 'ok' ? exitCodes.done : exitCodes[verdict];
}

export function toExitCode(code: ErrorCode): number {
  if (usage.has(code)) return exitCodes.usage;
  return code === 'SEATRIAL_INTERNAL' ? exitCodes.internal : exitCodes.cannot;
}
