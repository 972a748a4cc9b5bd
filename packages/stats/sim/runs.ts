/** When a run was decided: the look, from 1, or infinity where it was not within its looks. */
export type Decision = number;

/** The share of the runs that were decided at all. */
export function toShare(decisions: readonly Decision[]): number {
  return decisions.filter((look) => Number.isFinite(look)).length / decisions.length;
}

/** The middle of the runs, in candidate requests. */
export function toMedian(decisions: readonly Decision[], candidatePerLook: number): number {
  const sorted = decisions.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity) * candidatePerLook;
}

/** The largest share that still passes for `alpha`: three standard errors above it. */
export function toAllowed(alpha: number, runs: number): number {
  return alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs);
}

/** A line of a table: what was measured, what had to be reached, and whether it was. */
export interface Row {
  readonly table: string;
  readonly what: string;
  readonly values: readonly (readonly [string, number])[];
  /** The goal in words; empty for a method that is only there to be compared with. */
  readonly goal: string;
  readonly reached: boolean | undefined;
}

/** Runs in groups, each with its own seed: what is frozen before a comparison is drawn anew for each group. */
export function toGroups(
  runs: number,
  seed: number,
  size = 100,
): readonly { readonly runs: number; readonly seed: number }[] {
  return Array.from({ length: Math.ceil(runs / size) }, (_, group) => ({
    runs: Math.min(size, runs - group * size),
    seed: seed + group * 7919,
  }));
}
