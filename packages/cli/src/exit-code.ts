import type { ErrorCode } from '@seatrial/model';

/**
 * Exit codes of every command (sysexits.h). Never 1 or 2, which node, npx and shells give for any crash.
 * 10 and 11 are kept for verdicts.
 */
export const exitCodes = { done: 0, usage: 64, cannot: 69, internal: 70 } as const;

const usage: ReadonlySet<ErrorCode> = new Set([
  'SEATRIAL_BAD_ARGUMENT',
  'SEATRIAL_BAD_SELECTOR',
  'SEATRIAL_UNKNOWN_NAME',
]);

export function toExitCode(code: ErrorCode): number {
  if (usage.has(code)) return exitCodes.usage;
  return code === 'SEATRIAL_INTERNAL' ? exitCodes.internal : exitCodes.cannot;
}
