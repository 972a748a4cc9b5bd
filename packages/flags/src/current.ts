import type { Cohorts, FlagEvaluation } from './evaluation.ts';
import { createSay } from './say.ts';

/** What the functions without an owner speak to: the flags of this process, whichever copy of this package made them. */
export interface CurrentFlags {
  recordFlag(evaluation: FlagEvaluation): void;
  setCohort(cohorts: Cohorts): void;
  recordClaims(claims: Readonly<Record<string, unknown>>): void;
  recordContext(context: Readonly<Record<string, unknown>> | undefined): void;
}

const key = Symbol.for('seatrial.flags.current');

interface Registry {
  /** `null` once they were stopped. */
  [key]?: CurrentFlags | null | undefined;
}

const say = createSay();

/** The flags of this process. Where none were ever set up it says so once, since nothing would be recorded. */
export function findCurrent(): CurrentFlags | null | undefined {
  const current = (globalThis as Registry)[key];
  if (current === undefined)
    say(
      'a flag or cohort was recorded, but nothing is set up to put it on spans: call register(), or createFlags() and add its processor.',
    );
  return current;
}

export function keepCurrent(flags: CurrentFlags): void {
  (globalThis as Registry)[key] = flags;
}

export function forgetCurrent(flags: CurrentFlags): void {
  if ((globalThis as Registry)[key] === flags) (globalThis as Registry)[key] = null;
}
