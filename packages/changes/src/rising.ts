/** The place of the last entry that is not above a value, in a list that rises; -1 where there is none. */
export function findLast(rising: readonly number[], value: number): number {
  let low = -1;
  let high = rising.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return low;
}
