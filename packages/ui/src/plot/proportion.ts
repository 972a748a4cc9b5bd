/** z of a 95 % interval. */
const z = 1.959964;

/** The 95 % interval of a share by Wilson's score (1927): right for small counts and for none at all. */
export function toInterval(events: number, total: number): readonly [number, number] | null {
  if (total === 0) return null;
  const rate = events / total;
  const scale = 1 + (z * z) / total;
  const middle = rate + (z * z) / (2 * total);
  const half = z * Math.sqrt((rate * (1 - rate)) / total + (z * z) / (4 * total * total));
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}
