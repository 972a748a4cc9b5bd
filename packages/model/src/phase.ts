import { limits } from './limits.ts';

/**
 * The *phase* of a request. `steady` alone is judged; `warm` comes from a young process, `unfinished` was sent before
 * it ended, `shadow` is mirrored traffic. Each of the others is a line of its own in every figure.
 */
export const phases = ['warm', 'steady', 'unfinished', 'shadow'] as const;
export type Phase = (typeof phases)[number];

export interface PhaseInput {
  readonly shadow: boolean;
  readonly unfinished: boolean;
  /** Milliseconds from the creation of the process to the start of the request; `undefined` where unknown. */
  readonly processAgeMs: number | undefined;
}

/** Shadow wins over unfinished, unfinished over warm; a process of unknown age is taken for steady. */
export function toPhase(input: PhaseInput, warmUpMs: number = limits.warmUpMs): Phase {
  if (input.shadow) return 'shadow';
  if (input.unfinished) return 'unfinished';
  return input.processAgeMs !== undefined && input.processAgeMs < warmUpMs ? 'warm' : 'steady';
}
