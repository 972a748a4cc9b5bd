import type { Evidence } from './evidence.ts';
import type { Control } from './verdict.ts';

const weekMs = 7 * 86_400_000;
const hourMs = 3_600_000;

/** A comparison one after the other, in milliseconds since the Unix epoch. */
export interface AfterOptions {
  readonly control: Control;
  /** Start of the candidate's first batch. */
  readonly start: number;
  readonly batchMs: number;
}

/** Half-open, in milliseconds since the Unix epoch. */
export interface Times {
  readonly from: number;
  readonly to: number;
}

/**
 * The candidate's batch beside which one of the baseline's is judged: that of a week later; or the n-th after the start for
 * the n-th before it, so that what is compared is as near in time as can be.
 */
export function toPartner(batch: number, { control, start, batchMs }: AfterOptions): number {
  if (control === 'just-before') return 2 * start - batch - batchMs;
  return start + Math.floor((batch + weekMs - start) / batchMs) * batchMs;
}

/** When the baseline served what is compared, for a candidate that has served until `end`. */
export function toControlTimes(
  control: Control,
  { start, end }: { readonly start: number; readonly end: number },
): Times {
  return control === 'just-before'
    ? { from: Math.max(0, 2 * start - end), to: start }
    : { from: Math.max(0, start - weekMs), to: Math.min(start, end - weekMs) };
}

/** The first hour of the week before: whether the baseline served in it does not depend on how long the candidate has. */
export function toFirstHour(start: number): Times {
  const from = Math.max(0, start - weekMs);
  return { from, to: from + hourMs };
}

/** Evidence of before there was a choice is of the time just before. */
export function toControl({ design, control }: Pick<Evidence, 'design' | 'control'>): Control | null {
  return design === 'before-after' ? (control ?? 'just-before') : null;
}
