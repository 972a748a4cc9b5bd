const rootTau = Math.sqrt(2 * Math.PI);

/**
 * The chance that a standard normal variable exceeds z, to about 1e-14 of its value.
 * Source: Abramowitz & Stegun (1964), 26.2.11 near the middle and the continued fraction 26.2.14 in the tail.
 */
export function toUpperTail(z: number): number {
  if (z < 0) return 1 - toUpperTail(-z);
  const density = Math.exp(-0.5 * z * z) / rootTau;
  if (z > 3) {
    let fraction = z;
    for (let term = 80; term >= 1; term -= 1) fraction = z + term / fraction;
    return density / fraction;
  }
  let [sum, power] = [z, z];
  for (let odd = 3; power > 1e-18 * sum; odd += 2) {
    power *= (z * z) / odd;
    sum += power;
  }
  return 0.5 - density * sum;
}

/** The z that a standard normal variable exceeds with a chance of `tail`, above 0 and at most a half; by bisection. */
export function fromUpperTail(tail: number): number {
  let [low, high] = [0, 38];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (toUpperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}
