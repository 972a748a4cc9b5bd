import type { Decision } from './decision.ts';
import type { FlagFunctions } from './flag-functions.ts';
import { createSay } from './say.ts';

/** What the functions without an owner speak to: the flags of this process, whichever copy of this package made them. */
export interface CurrentFlags extends FlagFunctions {
  /**
   * As `recordFlag`, for adapters, which keep their decisions.
   *
   * @param subject whom it was decided for; what is no text is nobody
   * @param context what is known about the subject
   */
  recordDecision(decision: Decision, subject: unknown, context: Readonly<Record<string, unknown>> | undefined): void;
}

interface Cell {
  /** `null` once they were stopped. */
  flags: CurrentFlags | null | undefined;
}

const key = Symbol.for('seatrial.flags.current');

/** One for the process, and kept: a look at the global object costs as much as an attribute. */
const cell: Cell = ((globalThis as { [key]?: Cell })[key] ??= { flags: undefined });
const say = createSay();

/** The flags of this process. Where none were ever set up it says so once, since nothing would be recorded. */
export function findCurrent(): CurrentFlags | null | undefined {
  const { flags } = cell;
  if (flags === undefined && process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() !== 'true')
    say(
      'a flag or cohort was recorded, but nothing is set up to put it on spans: call register(), or createFlags() and add its processor.',
    );
  return flags;
}

export function keepCurrent(flags: CurrentFlags): void {
  cell.flags = flags;
}

export function forgetCurrent(flags: CurrentFlags): void {
  if (cell.flags === flags) cell.flags = null;
}
