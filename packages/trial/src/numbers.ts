/** A number with six digits that count, so that the same evidence gives the same text; null for what is not finite. */
export function toSix(value: number | null | undefined): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  return toSixOf(value);
}

/** The same of a number that is finite; evidence that is infinite is cut at 1e6, beyond every use. */
export function toSixOf(value: number): number {
  const bounded = Math.max(-1e6, Math.min(1e6, value));
  const finite = Number.isFinite(value) ? value : bounded;
  // Adding 0 turns −0 into 0.
  return Number(finite.toPrecision(6)) + 0;
}
