/**
 * Divides a whole number in proportion to weights, into whole numbers that add up to it (largest remainders). Where all
 * weights are 0 the first gets all of it.
 */
export function divide(whole: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === whole) return weights;
  if (sum === 0) return weights.map((_weight, index) => (index === 0 ? whole : 0));
  const exact = weights.map((weight) => (whole * weight) / sum);
  const shares = exact.map(Math.floor);
  const order = exact
    .map((_share, index) => index)
    .toSorted((one, other) => remainder(exact, other) - remainder(exact, one));
  const left = whole - shares.reduce((total, share) => total + share, 0);
  for (const index of order.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

function remainder(exact: readonly number[], index: number): number {
  return (exact[index] ?? 0) % 1;
}
